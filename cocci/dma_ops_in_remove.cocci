// SPDX-License-Identifier: GPL-2.0
/// A .remove callback, or a .probe that fails, tears down the DMA of its own
/// device.  The driver core releases devres only after the callback returned:
/// memory from dmam_alloc_*() is then freed with DMA ops, a mapping or a
/// reserved region that is gone.  Bus code should leave it to the driver core;
/// a driver should have it undone by a devm action, or release the managed
/// memory first.
///
// Confidence: Moderate
// Copyright: (C) the teardown authors
// Comments: A function is taken for bus code when it is a .remove or .probe
// callback, named in an initialiser or by assignment, and calls a driver's
// ->remove or ->probe itself; any teardown of DMA there is reported.  A driver
// is reported only where its file holds managed DMA memory on that device.
// False positives: a driver that frees its managed memory by hand before; a
// file with several drivers of which another one holds the memory.
// Misses: more than one level of wrappers, managed memory or callback tables in
// another file, a device reached by other ways than dev, &x->dev, x->dev.
// There is no patch: what should undo the teardown is the author's to choose.
// Options: --no-includes --include-headers
// Keywords: dmam_alloc_coherent, of_reserved_mem_device_release, arch_teardown_dma_ops
// Teardown: arch_teardown_dma_ops(dev)
// Teardown: dma_deconfigure(dev)
// Teardown: of_dma_deconfigure(dev)
// Teardown: acpi_dma_deconfigure(dev)
// Teardown: set_dma_ops(dev, NULL)
// Teardown: dev->dma_ops = NULL
// Teardown: kfree(dev->dma_range_map)
// Teardown-managed: of_reserved_mem_device_release(dev)
// Teardown-managed: dma_release_coherent_memory(dev)
// Teardown-managed: dma_release_declared_memory(dev)
// Teardown-managed: arm_iommu_detach_device(dev)
// Release: devres_release_all(dev)
// Release: devres_release_group(dev)
// Release: dmam_free_*(dev)
// Release: .remove
// Release: .probe
// Configure: dma_configure(dev)
// Configure: of_dma_configure(dev)
// Configure: of_dma_configure_id(dev)
// Configure: acpi_dma_configure(dev)
// Configure: acpi_dma_configure_id(dev)
// Configure: arch_setup_dma_ops(dev)
// Configure: platform_dma_configure(dev)
// Configure: ->dma_configure(dev)
// Configure: of_reserved_mem_device_init(dev)
// Configure: of_reserved_mem_device_init_by_idx(dev)
// Configure: of_reserved_mem_device_init_by_name(dev)
// Configure: dma_declare_coherent_memory(dev)
// Configure: arm_iommu_attach_device(dev)
// Managed: dmam_*(dev)
// Managed: dmam_pool_create(_, dev)
// Wrong:
//	static void foo_remove(struct platform_device *pdev)
//	{
//		of_reserved_mem_device_release(&pdev->dev);
//	}	/* what dmam_alloc_coherent() gave is freed after this */
// Right:
//	of_reserved_mem_device_init(dev);
//	devm_add_action_or_reset(dev, foo_release_mem, dev);
//	buf = dmam_alloc_coherent(dev, size, &handle, GFP_KERNEL);

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@

told = set()
named = {}
params = set()
marked = {}
inner = set()
drivers = set()
buses = set()
managed = {}
found = {}

def place(p):
    return (p[0].file, int(p[0].line), int(p[0].column))

def plain(c):
    for a, b in ((" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (" -> ", "->"),
                 (" . ", "."), ("& ", "&"), (" [ ", "["), (" ]", "]"), (",(", ", (")):
        c = c.replace(a, b)
    return c + " = NULL" if c.endswith("dma_ops") else c

def callback(f, M, n):
    named.setdefault((n[0].file, f), (M.replace("_new", ""), int(n[0].line)))

def kind(p, f):
    return named.get((p[0].file, f), ("", 0))[0]

def own(p, E):
    e = plain(E).lstrip("&")
    if e.isidentifier():
        return e == "dev" or (p[0].file, p[0].current_element, e) in params
    return e.endswith("->dev") and e[:-5].isidentifier() and e[:-5] != "parent"

def holds(p, E):
    return managed.get(p[0].file) if own(p, E) else None

def taken(p, d):
    if place(d) in drivers and place(p)[1] > place(d)[1]:
        found.setdefault(place(p), None)

def at(p):
    f = p[0].current_element
    if kind(p, f) != "remove":
        return
    if (p[0].file, f) in buses:
        if own(p, marked[place(p)]):
            found.setdefault(place(p), None)
        return
    line = holds(p, marked[place(p)])
    if line:
        found.setdefault(place(p), line)

def story(p, T):
    if place(p) not in found:
        return ""
    f = p[0].current_element
    M, n = named[p[0].file, f]
    what = found[place(p)]
    return ("%s in %s(), the .%s on line %d: %s is released after it returns"
            % (plain(T), f, M, n, "managed DMA memory of line %d" % what if what else
               "the driver's managed DMA memory"))

def tell_report(p, msg):
    if place(p) in found and place(p) not in told:
        told.add(place(p))
        coccilib.report.print_report(p[0], msg)

def tell_org(p, msg):
    if place(p) in found and place(p) not in told:
        told.add(place(p))
        coccilib.org.print_safe_todo(p[0], msg)

//----------------------------------------------------------
//  Teardowns, callbacks, managed memory
//----------------------------------------------------------

@m@
expression E, T;
identifier K =~ "^kv?free$";
position p;
@@

(
 arch_teardown_dma_ops(E)@T@p
|
 dma_deconfigure(E)@T@p
|
 of_dma_deconfigure(E)@T@p
|
 acpi_dma_deconfigure(E)@T@p
|
 set_dma_ops(E, NULL)@T@p
|
 E->dma_ops@T@p = NULL
|
 K(E->dma_range_map)@T@p
|
 of_reserved_mem_device_release(E)@T@p
|
 dma_release_coherent_memory(E)@T@p
|
 dma_release_declared_memory(E)@T@p
|
 arm_iommu_detach_device(E)@T@p
)

@script:python@
E << m.E;
p << m.p;
@@

marked[place(p)] = E

@ci depends on m@
identifier st, o, f, N, W;
identifier M =~ "^(remove|remove_new|probe)$";
position n;
@@

(
 struct st o = { .M = f@n, };
|
 struct st o = { .M = W(f@n), };
|
 struct st o = { .N = { .M = f@n, }, };
)

@script:python@
f << ci.f;
M << ci.M;
n << ci.n;
@@

callback(f, M, n)

@ca depends on m@
identifier f;
expression O;
identifier M =~ "^(remove|remove_new|probe)$";
position n;
@@

(
 O.M = f@n
|
 O->M = f@n
)

@script:python@
f << ca.f;
M << ca.M;
n << ca.n;
@@

callback(f, M, n)

@drv depends on ci || ca exists@
identifier f, P;
identifier M =~ "^(remove|probe)$";
type TT;
expression Y;
position d;
@@

f(TT P, ...)
{
 ... when any
 Y->M@d(...)
 ... when any
}

@script:python@
f << drv.f;
P << drv.P;
M << drv.M;
d << drv.d;
@@

params.add((d[0].file, f, P))
if kind(d, f) == M:
    drivers.add(place(d))
    buses.add((d[0].file, f))

@par depends on ci || ca@
identifier f, P;
type TT;
position n;
@@

f@n(TT P, ...) { ... }

@script:python@
f << par.f;
P << par.P;
n << par.n;
@@

params.add((n[0].file, f, P))

@mm depends on ci || ca@
expression D, Y;
identifier A =~ "^dmam_(alloc|declare)";
identifier B =~ "^dmam_pool_create$";
position n;
@@

 \(A@n(D, ...)\|B@n(Y, D, ...)\)

@script:python@
D << mm.D;
n << mm.n;
@@

if own(n, D):
    managed.setdefault(n[0].file, int(n[0].line))

//----------------------------------------------------------
//  A teardown in a .remove, after no release
//----------------------------------------------------------

@r depends on ci || ca exists@
identifier f, C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|arm_iommu_attach";
identifier RF =~ "^devres_release_(all|group)$";
identifier FR =~ "^dmam_(free|pool_destroy)";
expression m.E, m.T;
position m.p, pp;
@@

f(...)
{
 ... when any
     when != RF(E, ...)
     when != FR(E, ...)
 T@p@pp
 ... when any
     when != RF(E, ...)
     when != C(E, ...)
}

@script:python@
p << r.pp;
@@

at(p)

@script:python depends on report@
p << r.pp;
T << m.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << r.pp;
T << m.T;
@@

tell_org(p, story(p, T))

@w depends on ci || ca exists@
identifier wf, P;
identifier RF =~ "^devres_release_(all|group)$";
identifier FR =~ "^dmam_(free|pool_destroy)";
type TT;
expression m.E, m.T;
position m.p, k;
@@

wf(TT P, ...)
{
 ... when any
     when != RF(E, ...)
     when != FR(E, ...)
 T@p@k
 ... when any
     when != RF(E, ...)
}

@script:python@
wf << w.wf;
k << w.k;
@@

if kind(k, wf) == "" and own(k, marked[place(k)]):
    inner.add((k[0].file, wf))

@wc exists@
identifier w.wf, f;
identifier RF =~ "^devres_release_(all|group)$";
expression E, T;
position pp;
@@

f(...)
{
 ... when any
     when != RF(...)
 wf(E, ...)@T@pp
 ... when any
     when != RF(...)
}

@script:python@
p << wc.pp;
E << wc.E;
wf << w.wf;
@@

marked[place(p)] = E
if (p[0].file, wf) in inner:
    at(p)

@script:python depends on report@
p << wc.pp;
T << wc.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << wc.pp;
T << wc.T;
@@

tell_org(p, story(p, T))

//----------------------------------------------------------
//  A teardown where .probe fails: the driver's failed, or memory is held
//----------------------------------------------------------

@bp depends on drv exists@
identifier drv.M;
expression Y, m.E, m.T, X;
identifier RF =~ "^devres_release_(all|group)$";
position m.p, drv.d, pp;
@@

 Y->M@d(...)
 ... when any
     when != RF(...)
     when != E = X
 T@p@pp

@script:python@
p << bp.pp;
d << drv.d;
@@

if kind(p, p[0].current_element) == "probe":
    taken(p, d)

@script:python depends on report@
p << bp.pp;
T << m.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << bp.pp;
T << m.T;
@@

tell_org(p, story(p, T))

@dp depends on ci || ca exists@
expression m.E, m.T, V, X, Y;
identifier A =~ "^dmam_(alloc|declare)";
identifier B =~ "^dmam_pool_create$";
identifier RF =~ "^(devres_release_(all|group)|dmam_(free.*|pool_destroy))$";
statement S;
position m.p, n, pp;
@@

 V = \(A@n(E, ...)\|B@n(Y, E, ...)\)
 ... when != V = X
 if (\(!V\|V == NULL\|IS_ERR(V)\|IS_ERR_OR_NULL(V)\)) S
 ... when any
     when != RF(E, ...)
     when != E = X
 T@p@pp

@script:python@
p << dp.pp;
n << dp.n;
@@

f = p[0].current_element
if kind(p, f) == "probe" and place(p)[1] > place(n)[1] and own(p, marked[place(p)]):
    found.setdefault(place(p), int(n[0].line))

@script:python depends on report@
p << dp.pp;
T << m.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << dp.pp;
T << m.T;
@@

tell_org(p, story(p, T))

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@script:python depends on context@
p << dp.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression m.T;
position dp.pp;
@@

* T@pp

@script:python depends on context@
p << bp.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression m.T;
position bp.pp;
@@

* T@pp

@script:python depends on context@
p << wc.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression wc.T;
position wc.pp;
@@

* T@pp

@script:python depends on context@
p << r.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression m.T;
position r.pp;
@@

* T@pp
