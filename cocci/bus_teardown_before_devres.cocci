// SPDX-License-Identifier: GPL-2.0
/// Bus code takes away what a device stands on before the driver core
/// releases the device's managed resources: the PM domain is detached, the
/// bus clock is gated, an interrupt mapping is disposed of or device links are
/// dropped in the bus's .remove, or where its .probe fails after the driver's.
/// Handlers, timers and registers that devres still holds then run or are
/// accessed without power.  The driver core releases devres only after the
/// callback returned.
///
// Confidence: Moderate
// Copyright: (C) the teardown authors
// Comments: A function is taken for bus code when it is a .remove or .probe
// callback, named in an initialiser or by assignment, and calls a driver's
// ->remove or ->probe itself.  Devices other than the callback's own (virtual
// PM domain devices, parents) are passed over.
// False positives: drivers of the bus that manage nothing; a callback that is
// named .remove but runs after devres.
// Misses: more than one level of wrappers, wrappers in other files, callbacks
// in a table of another file; clocks and interrupts in a file that neither
// defines a struct bus_type nor detaches PM domains; a release that stands
// above its teardown in the source.
// There is no patch: upstream moved the detaching into the driver core.
// Options: --no-includes --include-headers
// Keywords: dev_pm_domain_detach, clk_disable_unprepare, device_links_driver_cleanup
// Fixed-by: f99508074e78 [pm_domain]
// Fixed-by: ba2ebd52a22e [pm_domain]
// Fixed-by: 2e84dc379200 [device_link]
// Teardown-bus: dev_pm_domain_detach(dev)
// Teardown-bus: clk_disable_unprepare(dev...)
// Teardown-bus: clk_disable(dev...)
// Teardown-bus: clk_bulk_disable_unprepare(_, dev...)
// Teardown-bus: clk_bulk_disable(_, dev...)
// Teardown-bus: irq_dispose_mapping(dev...)
// Teardown-bus: device_links_driver_cleanup(dev)
// Teardown-bus: device_link_del(dev...)
// Teardown-bus: device_link_remove(dev...)
// Release: devres_release_all(dev)
// Release: devres_release_group(dev)
// Release: device_unbind_cleanup(dev)
// Release: .remove
// Release: .probe
// Configure: dev_pm_domain_attach(dev)
// Configure: clk_prepare_enable(dev...)
// Configure: clk_enable(dev...)
// Wrong:
//	static void foo_bus_remove(struct device *dev)
//	{
//		drv->remove(to_foo(dev));
//		dev_pm_domain_detach(dev, true);
//	}
// Right:
//	static void foo_bus_remove(struct device *dev)
//	{
//		drv->remove(to_foo(dev));
//		devres_release_group(dev, foo->devres_group);
//		dev_pm_domain_detach(dev, true);
//	}

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
found = set()

def place(p):
    return (p[0].file, int(p[0].line), int(p[0].column))

def plain(c):
    for a, b in ((" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (" -> ", "->"),
                 (" . ", "."), ("& ", "&"), (" [ ", "["), (" ]", "]"), (",(", ", (")):
        c = c.replace(a, b)
    return c

def release_first(n, q):
    if place(n)[1] < place(q)[1] and place(n)[2] == place(q)[2]:
        empty.add(place(q))

def callback(f, M, n):
    named.setdefault((n[0].file, f), (M.replace("_new", ""), int(n[0].line)))

def kind(p, f):
    return named.get((p[0].file, f), ("", 0))[0]

def own(p, E):
    e = plain(E).lstrip("&")
    if e.isidentifier():
        return e == "dev" or (p[0].file, p[0].current_element, e) in params
    return e.endswith("->dev") and e[:-5].isidentifier() and e[:-5] != "parent"

def touches(p):
    F, E = marked[place(p)]
    return own(p, E) if F.startswith("dev_") or F == "device_links_driver_cleanup" else True

def after(p, d, ok):
    if ok and place(d) in drivers and place(p)[1] > place(d)[1]:
        found.add(place(p))

def ahead(p, d, ok):
    if ok and place(d) in drivers and place(p)[1] < place(d)[1]:
        found.add(place(p))

def story(p, T):
    if place(p) not in found:
        return ""
    f = p[0].current_element
    M, line = named[p[0].file, f]
    return ("%s in %s(), the bus's .%s on line %s: devres is released after it returns"
            % (plain(T), f, M, line))

def before(p, T, R, q):
    return "%s before %s on line %s: devres still needs it" % (plain(T), plain(R), q[0].line)

def tell_report(p, msg):
    if place(p) in found and place(p) not in told:
        told.add(place(p))
        coccilib.report.print_report(p[0], msg)

def tell_org(p, msg):
    if place(p) in found and place(p) not in told:
        told.add(place(p))
        coccilib.org.print_safe_todo(p[0], msg)

//----------------------------------------------------------
//  The files: they detach, drop links, or are a bus
//----------------------------------------------------------

@t@
expression E;
@@

(
 dev_pm_domain_detach(E, ...)
|
 device_links_driver_cleanup(E)
)

@s@
identifier b;
@@

 struct bus_type b = { ... };

@m depends on t || s@
expression E, T;
identifier F =~ "^(dev_pm_domain_detach|device_link.*_(cleanup|del|remove)|clk_.*disable.*)$|irq_dispose_mapping$";
position p;
@@

 F(E, ...)@T@p

@script:python@
F << m.F;
E << m.E;
p << m.p;
@@

marked[place(p)] = F, E

//----------------------------------------------------------
//  Bus callbacks, and the calls of the driver's in them
//----------------------------------------------------------

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

@w depends on drv exists@
identifier wf, P;
type TT;
expression m.T;
position m.p, k;
identifier RF =~ "^devres_release_(all|group)$";
@@

wf(TT P, ...)
{
 ... when any
     when != RF(...)
 T@p@k
 ... when any
}

@script:python@
wf << w.wf;
P << w.P;
k << w.k;
@@

params.add((k[0].file, wf, P))
if kind(k, wf) == "" and touches(k):
    inner.add((k[0].file, wf))

//----------------------------------------------------------
//  A teardown in the callback
//----------------------------------------------------------

@da depends on drv exists@
identifier drv.M;
expression Y;
expression m.T;
position m.p;
position drv.d, pp;
identifier RF =~ "^devres_release_(all|group)$";
@@

 Y->M@d(...)
 ... when any
     when != RF(...)
 T@p@pp

@script:python@
p << da.pp;
d << drv.d;
M << drv.M;
@@

after(p, d, touches(p))

@script:python depends on report@
p << da.pp;
T << m.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << da.pp;
T << m.T;
@@

tell_org(p, story(p, T))

@db depends on drv exists@
identifier drv.M;
expression Y;
expression m.T;
position m.p;
position drv.d, pp;
@@

 T@p@pp
 ... when any
 Y->M@d(...)

@script:python@
p << db.pp;
d << drv.d;
M << drv.M;
@@

ahead(p, d, M == "remove" and touches(p))

@script:python depends on report@
p << db.pp;
T << m.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << db.pp;
T << m.T;
@@

tell_org(p, story(p, T))

@wa depends on drv exists@
identifier drv.M;
expression Y;
identifier w.wf;
expression T;
position drv.d, pp;
identifier RF =~ "^devres_release_(all|group)$";
@@

 Y->M@d(...)
 ... when any
     when != RF(...)
 wf(...)@T@pp

@script:python@
p << wa.pp;
d << drv.d;
M << drv.M;
wf << w.wf;
@@

after(p, d, (p[0].file, wf) in inner)

@script:python depends on report@
p << wa.pp;
T << wa.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << wa.pp;
T << wa.T;
@@

tell_org(p, story(p, T))

@wb depends on drv exists@
identifier drv.M;
expression Y;
identifier w.wf;
expression T;
position drv.d, pp;
@@

 wf(...)@T@pp
 ... when any
 Y->M@d(...)

@script:python@
p << wb.pp;
d << drv.d;
M << drv.M;
wf << w.wf;
@@

ahead(p, d, M == "remove" and (p[0].file, wf) in inner)

@script:python depends on report@
p << wb.pp;
T << wb.T;
@@

tell_report(p, story(p, T))

@script:python depends on org@
p << wb.pp;
T << wb.T;
@@

tell_org(p, story(p, T))

//----------------------------------------------------------
//  A teardown before an explicit release
//----------------------------------------------------------

@x depends on t exists@
expression E, T, R, X;
identifier A =~ "^dev_pm_domain_attach$";
identifier RF =~ "^(devres_release_all|device_unbind_cleanup)$";
iterator I;
statement S;
position pp, q;
@@

 \(dev_pm_domain_detach(E, ...)@T@pp\|device_links_driver_cleanup(E)@T@pp\)
 ... when != E = X
     when != A(E, ...)
     when != I(E, ...) S
 RF(E, ...)@R@q

@script:python@
p << x.pp;
q << x.q;
@@

if place(p)[1] < place(q)[1]:
    found.add(place(p))

@script:python depends on report@
p << x.pp;
R << x.R;
q << x.q;
T << x.T;
@@

tell_report(p, before(p, T, R, q))

@script:python depends on org@
p << x.pp;
R << x.R;
q << x.q;
T << x.T;
@@

tell_org(p, before(p, T, R, q))

//----------------------------------------------------------
//  For context mode
//----------------------------------------------------------

@script:python depends on context@
p << x.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression x.T;
position x.pp;
@@

* T@pp

@script:python depends on context@
p << wb.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression wb.T;
position wb.pp;
@@

* T@pp

@script:python depends on context@
p << wa.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression wa.T;
position wa.pp;
@@

* T@pp

@script:python depends on context@
p << db.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression m.T;
position db.pp;
@@

* T@pp

@script:python depends on context@
p << da.pp;
@@

cocci.include_match(place(p) in found)

@depends on context@
expression m.T;
position da.pp;
@@

* T@pp
