// SPDX-License-Identifier: GPL-2.0
/// A device's DMA is torn down before its managed resources are released.
/// Memory from dmam_alloc_*() was allocated with the DMA ops, the IOMMU
/// mapping or the range map that the device had while it was bound;
/// releasing devres frees it with what is there by then.  Release devres
/// first, tear DMA down after it.
///
// Confidence: High
// Copyright: (C) the teardown authors
// Comments: False positives: a path that cannot be taken; a device that
// never had a driver, so that devres is empty; DMA configured again by a
// function whose name does not tell (dma_conf, dma_setup, setup_dma, probe
// and attach are understood).
// Misses: more than one level of wrappers, wrappers in other files, a
// release that stands above its teardown in the source (reached by a jump
// back), two expressions for one device other than 'dev = &x->dev'.
// Patch mode makes none where the teardown is conditional, stands in a
// wrapper, may be skipped by a return, or where several meet at one release.
// Options: --no-includes --include-headers
// Keywords: devres_release_all, arch_teardown_dma_ops, dma_deconfigure
// Fixed-by: 376991db4b6464e906d699ef07681e2ffa8ab08c driver core: Postpone DMA tear-down until after devres release
// Fixed-in: drivers/base/dd.c __device_release_driver, device_unbind_cleanup
// Fixed-by: 0b777eee88d712256ba8232a9429edb17c4f9ceb driver core: Postpone DMA tear-down until after devres release for probe failure
// Fixed-in: drivers/base/dd.c really_probe, device_unbind_cleanup
// Fixed-by: 4d1014c1816c [dma_range_map]
// Fixed-in: drivers/base/dd.c really_probe, device_unbind_cleanup
// Introduced-by: 09515ef5ddad71c7820e5e428da418b709feeb26 of/acpi: Configure dma operations at probe time for platform/amba/pci bus devices
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
// Release: device_release_driver(dev)
// Release: device_release_driver_internal(dev)
// Release: device_driver_detach(dev)
// Release: device_del(dev)
// Release: device_unregister(dev)
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
//	drv->remove(dev);
//	arch_teardown_dma_ops(dev);
//	devres_release_all(dev);
// Right:
//	drv->remove(dev);
//	devres_release_all(dev);
//	arch_teardown_dma_ops(dev);

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@

nearest = {}
told = set()
further = set()
empty = set()
held = set()
settled = set()
beside = {}
reach = {}
shapes = {}
chosen = {}

def place(p):
    return (p[0].file, int(p[0].line), int(p[0].column))

def plain(c):
    for a, b in ((" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (" -> ", "->"),
                 (" . ", "."), ("& ", "&"), (" [ ", "["), (" ]", "]"), (",(", ", (")):
        c = c.replace(a, b)
    return c + " = NULL" if c.endswith("dma_ops") else c

def release_first(n, q):
    if place(n)[1] < place(q)[1] and place(n)[2] == place(q)[2]:
        empty.add(place(q))

def reached(p, q):
    at, line = place(p), int(q[0].line)
    if at in empty:
        return
    reach.setdefault(place(q), set()).add(at)
    if at not in further and line > at[1]:
        nearest[at] = min(line, nearest.get(at, line))

def goes(shape, p, q):
    return shapes.get(p[0].file) == shape and chosen.get(place(p)) == (shape, place(q))

def story(p, q, T, R):
    at, line = place(p), int(q[0].line)
    if at in told or nearest.get(at) != line:
        return None
    told.add(at)
    return ("%s before %s on line %d: managed DMA memory is freed with the wrong ops"
            % (plain(T), plain(R), line))

def tell_report(p, q, T, R):
    msg = story(p, q, T, R)
    if msg:
        coccilib.report.print_report(p[0], msg)

def tell_org(p, q, T, R):
    msg = story(p, q, T, R)
    if msg:
        coccilib.org.print_safe_todo(p[0], msg)

//----------------------------------------------------------
//  The teardowns, and those of them that tell nothing new
//----------------------------------------------------------

@t@
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
)

// A second teardown on the way is part of the first one's report.
@pair depends on t exists@
expression t.E, t.T;
position t.p, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
identifier K =~ "^kv?free$";
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
@@

 T@p
 ... when != E = X
     when != RF(E, ...)
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
(
 arch_teardown_dma_ops@q(E)
|
 dma_deconfigure@q(E)
|
 of_dma_deconfigure@q(E)
|
 acpi_dma_deconfigure@q(E)
|
 set_dma_ops@q(E, NULL)
|
 E->dma_ops@q = NULL
|
 K@q(E->dma_range_map)
)

@script:python@
p << t.p;
q << pair.q;
@@

if int(p[0].line) < int(q[0].line):
    further.add(place(q))

// Not probed since DMA was configured, or a device of this function's own
// making: devres holds nothing.
@probed depends on t exists@
expression t.T, Y;
position t.p, q;
identifier P =~ "probe|device_attach|device_bind_driver|driver_bound";
@@

 \(Y->probe(...)\|P(...)\)
 ... when any
 T@p@q

@script:python@
q << probed.q;
@@

held.add(place(q))

@early depends on t exists@
expression t.E, t.T, Y;
position t.p, q;
identifier C =~ "^((of_|acpi_|platform_)?dma_configure.*|arch_setup_dma_ops|device_(add|register))$";
@@

 \(C(E, ...)\|Y->dma_configure(E)\)
 ... when any
 T@p@q

@script:python@
q << early.q;
@@

if place(q) not in held:
    empty.add(place(q))

// Released just before, in the same block: a second release finds nothing.
@freed depends on t exists@
expression t.E, t.T, Y;
position t.p, q, n;
identifier P =~ "probe|device_attach|device_bind_driver|driver_bound";
identifier RF =~ "^devres_release_(all|group)$";
@@

 RF@n(E, ...)
 ... when != P(...)
     when != Y->probe(...)
 T@p@q

@script:python@
n << freed.n;
q << freed.q;
@@

release_first(n, q)

//----------------------------------------------------------
//  Wrappers of either in this file
//----------------------------------------------------------

@tw depends on t exists@
identifier tf, D;
type TT;
parameter list[tn] ts;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
identifier K =~ "^kv?free$";
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
@@

tf(ts, TT D, ...)
{
 ... when any
     when != D = X
     when != RF(D, ...)
     when != C(..., D, ...)
     when != D->bus->dma_configure
     when != Y->dma_configure(D)
     when != \(set_dma_ops(D, &X)\|D->dma_ops = &X\)
     when != I(D, ...) S
(
 arch_teardown_dma_ops(D)
|
 dma_deconfigure(D)
|
 of_dma_deconfigure(D)
|
 acpi_dma_deconfigure(D)
|
 set_dma_ops(D, NULL)
|
 D->dma_ops = NULL
|
 K(D->dma_range_map)
)
 ... when any
     when != RF(D, ...)
}

@rw depends on t exists@
identifier rf, D;
type TT;
parameter list[rn] rs;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
identifier K =~ "^kv?free$";
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
@@

rf(rs, TT D, ...)
{
 ... when any
     when != D = X
     when != \(arch_teardown_dma_ops(D)\|dma_deconfigure(D)\|of_dma_deconfigure(D)\)
     when != \(acpi_dma_deconfigure(D)\|set_dma_ops(D, NULL)\|D->dma_ops = NULL\)
     when != K(D->dma_range_map)
     when != C(..., D, ...)
     when != D->bus->dma_configure
     when != Y->dma_configure(D)
     when != \(set_dma_ops(D, &X)\|D->dma_ops = &X\)
     when != I(D, ...) S
 RF(D, ...)
 ... when any
}

//----------------------------------------------------------
//  A teardown that reaches a release
//----------------------------------------------------------

@d depends on t exists@
expression t.E, t.T;
position t.p;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

 T@p@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 RF(E, ...)@R@q

@script:python@
p << d.pp;
q << d.q;
@@

reached(p, q)

@script:python depends on report@
p << d.pp;
q << d.q;
T << t.T;
R << d.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << d.pp;
q << d.q;
T << t.T;
R << d.R;
@@

tell_org(p, q, T, R)

@dw depends on t exists@
identifier rw.rf;
expression list[rw.rn] rs;
expression t.E, t.T;
position t.p;
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

 T@p@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 rf(rs, E, ...)@R@q

@script:python@
p << dw.pp;
q << dw.q;
@@

reached(p, q)

@script:python depends on report@
p << dw.pp;
q << dw.q;
T << t.T;
R << dw.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << dw.pp;
q << dw.q;
T << t.T;
R << dw.R;
@@

tell_org(p, q, T, R)

@freedw depends on tw exists@
identifier tw.tf;
expression list[tw.tn] ts;
expression E, Y;
position q, n;
identifier P =~ "probe|device_attach|device_bind_driver|driver_bound";
identifier RF =~ "^devres_release_(all|group)$";
@@

 RF@n(E, ...)
 ... when != P(...)
     when != Y->probe(...)
 tf@q(ts, E, ...)

@script:python@
n << freedw.n;
q << freedw.q;
@@

release_first(n, q)

@wd depends on tw exists@
identifier tw.tf;
expression list[tw.tn] ts;
expression E, T;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

 tf(ts, E, ...)@T@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 RF(E, ...)@R@q

@script:python@
p << wd.pp;
q << wd.q;
@@

reached(p, q)

@script:python depends on report@
p << wd.pp;
q << wd.q;
T << wd.T;
R << wd.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << wd.pp;
q << wd.q;
T << wd.T;
R << wd.R;
@@

tell_org(p, q, T, R)

@ww depends on tw exists@
identifier tw.tf, rw.rf;
expression list[tw.tn] ts;
expression list[rw.rn] rs;
expression E, T;
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

 tf(ts, E, ...)@T@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 rf(rs, E, ...)@R@q

@script:python@
p << ww.pp;
q << ww.q;
@@

reached(p, q)

@script:python depends on report@
p << ww.pp;
q << ww.q;
T << ww.T;
R << ww.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << ww.pp;
q << ww.q;
T << ww.T;
R << ww.R;
@@

tell_org(p, q, T, R)

// dev = &x->dev, and either of them in use.
@al depends on t exists@
expression t.E, t.T, D;
position t.p;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

(
 E = D
|
 D = E
)
 ... when any
     when != E = X
     when != D = X
 T@p@pp
 ... when != E = X
     when != D = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 RF(D, ...)@R@q

@script:python@
p << al.pp;
q << al.q;
@@

reached(p, q)

@script:python depends on report@
p << al.pp;
q << al.q;
T << t.T;
R << al.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << al.pp;
q << al.q;
T << t.T;
R << al.R;
@@

tell_org(p, q, T, R)

// The device as a member: x->dev.dma_ops, x->dev.dma_range_map.
@tx@
expression O, T;
identifier K =~ "^kv?free$";
position p;
@@

(
 O.dma_ops@T@p = NULL
|
 K(O.dma_range_map)@T@p
)

@x depends on tx exists@
expression tx.O, tx.T;
position tx.p;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
@@

 T@p@pp
 ... when != O = X
     when != C(..., &O, ...)
     when != O.bus->dma_configure
 RF(&O, ...)@R@q

@script:python@
p << x.pp;
q << x.q;
@@

reached(p, q)

@script:python depends on report@
p << x.pp;
q << x.q;
T << tx.T;
R << x.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << x.pp;
q << x.q;
T << tx.T;
R << x.R;
@@

tell_org(p, q, T, R)

//----------------------------------------------------------
//  What only managed DMA memory in sight makes wrong
//----------------------------------------------------------

@m0@
expression E;
@@

(
 of_reserved_mem_device_release(E)
|
 dma_release_coherent_memory(E)
|
 dma_release_declared_memory(E)
|
 arm_iommu_detach_device(E)
)

@mm depends on m0@
expression E, Y;
identifier M =~ "^dmam_(alloc|declare)";
identifier N =~ "^dmam_pool_create$";
@@

 \(M(E, ...)\|N(Y, E, ...)\)

@mt@
expression mm.E, T;
position p;
@@

(
 of_reserved_mem_device_release(E)@T@p
|
 dma_release_coherent_memory(E)@T@p
|
 dma_release_declared_memory(E)@T@p
|
 arm_iommu_detach_device(E)@T@p
)

@m depends on mt exists@
expression mm.E, mt.T;
position mt.p;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
iterator I;
statement S;
@@

 T@p@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
     when != \(set_dma_ops(E, &X)\|E->dma_ops = &X\)
     when != I(E, ...) S
 RF(E, ...)@R@q

@script:python@
p << m.pp;
q << m.q;
@@

reached(p, q)

@script:python depends on report@
p << m.pp;
q << m.q;
T << mt.T;
R << m.R;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << m.pp;
q << m.q;
T << mt.T;
R << m.R;
@@

tell_org(p, q, T, R)

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@script:python depends on context@
p << d.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression t.T;
position d.pp;
@@

* T@pp

@script:python depends on context@
p << dw.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression t.T;
position dw.pp;
@@

* T@pp

@script:python depends on context@
p << wd.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression wd.T;
position wd.pp;
@@

* T@pp

@script:python depends on context@
p << ww.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression ww.T;
position ww.pp;
@@

* T@pp

@script:python depends on context@
p << al.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression t.T;
position al.pp;
@@

* T@pp

@script:python depends on context@
p << x.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression tx.T;
position x.pp;
@@

* T@pp

@script:python depends on context@
p << m.pp;
@@

cocci.include_match(place(p) in nearest)

@depends on context@
expression mt.T;
position m.pp;
@@

* T@pp

//----------------------------------------------------------
//  For patch mode: what may be moved, and moving it
//----------------------------------------------------------

@g depends on patch && t@
expression t.E, t.T, X, Y;
position t.p, q;
identifier RF =~ "^devres_release_(all|group)$";
identifier C =~ "dma_conf|dma_setup|setup_dma|mem_device_init|dma_declare|_attach|really_probe";
identifier P =~ "^(put_device|device_(del|unregister))$";
@@

 T@p;
 ... when strict
     when != E = X
     when != C(..., E, ...)
     when != Y->dma_configure(E)
     when != P(E)
 RF@q(E, ...);

@after depends on g exists@
expression t.E, t.T;
position g.q, n;
identifier RF;
@@

 RF@q@n(E, ...);
 ... when any
 T

@script:python depends on patch@
n << after.n;
@@

settled.add(place(n))

@near depends on g exists@
expression t.E, t.T;
position t.p, k;
identifier K =~ "^kv?free$";
@@

 T@p;
 K@k(E->dma_range_map);
 E->dma_range_map = NULL;

@script:python depends on patch@
p << t.p;
k << near.k;
@@

beside[place(p)] = place(k)

// Three shapes, each moved by a rule of its own.  Positions do not outlive a
// change: a file gets one shape per run.
@script:python depends on patch@
p << t.p;
q << g.q;
T << t.T;
E << t.E;
@@

at, to = place(p), place(q)
if E.isidentifier() and at[2] == to[2] and to not in settled:
    if reach.get(to) == {at, beside.get(at, at)}:
        shape = "map" if "dma_range_map" in T else "both" if at in beside else "ops"
        chosen[at] = shape, to
        shapes[at[0]] = min(shape, shapes.get(at[0], shape))

@both0 depends on patch && g exists@
expression E, t.T;
identifier K =~ "^kv?free$";
identifier RF =~ "^devres_release_(all|group)$";
position p, q;
@@

 T@p;
 K(E->dma_range_map);
 E->dma_range_map = NULL;
 ... when any
 RF@q(E, ...);

@script:python depends on patch@
p << both0.p;
q << both0.q;
@@

cocci.include_match(goes("both", p, q))

@both depends on patch@
expression both0.E, t.T;
position both0.p, both0.q;
identifier RF, K;
expression list es;
@@

(
- T@p;
- K(E->dma_range_map);
- E->dma_range_map = NULL;
|
  RF@q(es);
+ T;
+ kfree(E->dma_range_map);
+ E->dma_range_map = NULL;
)

@map0 depends on patch && g && !both exists@
expression E;
identifier K =~ "^kv?free$";
identifier RF =~ "^devres_release_(all|group)$";
position p, q;
@@

 K@p(E->dma_range_map);
 E->dma_range_map = NULL;
 ... when any
 RF@q(E, ...);

@script:python depends on patch@
p << map0.p;
q << map0.q;
@@

cocci.include_match(goes("map", p, q))

@map depends on patch@
expression map0.E;
position map0.p, map0.q;
identifier RF, K;
expression list es;
@@

(
- K@p(E->dma_range_map);
- E->dma_range_map = NULL;
|
  RF@q(es);
+ kfree(E->dma_range_map);
+ E->dma_range_map = NULL;
)

@ops0 depends on patch && g && !both && !map exists@
expression E, t.T;
identifier RF =~ "^devres_release_(all|group)$";
position p, q;
@@

 T@p;
 ... when any
 RF@q(E, ...);

@script:python depends on patch@
p << ops0.p;
q << ops0.q;
@@

cocci.include_match(goes("ops", p, q))

@ops depends on patch@
expression t.T;
position ops0.p, ops0.q;
identifier RF;
expression list es;
@@

(
- T@p;
|
  RF@q(es);
+ T;
)
