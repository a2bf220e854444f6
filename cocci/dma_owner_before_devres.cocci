// SPDX-License-Identifier: GPL-2.0
/// A device's DMA ownership is given back before its managed resources are
/// released.  What devres holds may still do DMA through the default domain
/// while another owner may claim the IOMMU group.  No crash is known: the
/// default domain stays attached.  Release devres first.
///
// Confidence: Low
// Copyright: (C) the teardown authors
// Comments: The driver core itself has this order, so this rule is off unless
// asked for.
// False positives: a device that never had a driver; a path that cannot be
// taken.
// Misses: more than one level of wrappers, wrappers in other files, the bus
// callback behind ->dma_cleanup, a release above its teardown in the source.
// There is no patch: the order is the driver core's to decide.
// Options: --no-includes --include-headers
// Keywords: dma_cleanup, iommu_device_unuse_default_domain, devres_release_all
// Default: off
// Teardown: ->dma_cleanup(dev)
// Teardown: iommu_device_unuse_default_domain(dev)
// Release: devres_release_all(dev)
// Release: devres_release_group(dev)
// Release: device_release_driver(dev)
// Release: device_release_driver_internal(dev)
// Release: device_driver_detach(dev)
// Release: device_del(dev)
// Release: device_unregister(dev)
// Configure: ->dma_configure(dev)
// Configure: iommu_device_use_default_domain(dev)
// Configure: dma_configure(dev)
// Configure: platform_dma_configure(dev)
// Wrong:
//	dev->bus->dma_cleanup(dev);
//	devres_release_all(dev);
// Right:
//	devres_release_all(dev);
//	dev->bus->dma_cleanup(dev);

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@

told = set()
nearest = {}
further = set()
held = set()

def place(p):
    return (p[0].file, int(p[0].line), int(p[0].column))

def plain(c):
    for a, b in ((" (", "("), ("( ", "("), (" )", ")"), (" ,", ","), (" -> ", "->"),
                 (" . ", "."), ("& ", "&"), (" [ ", "["), (" ]", "]"), (",(", ", (")):
        c = c.replace(a, b)
    return c

def reached(p, q):
    at, line = place(p), int(q[0].line)
    if at not in further and line > at[1]:
        nearest[at] = min(line, nearest.get(at, line))

def story(p, q, T, R):
    at, line = place(p), int(q[0].line)
    if at in told or nearest.get(at) != line:
        return None
    told.add(at)
    return ("%s before %s on line %d: managed resources outlive its DMA ownership"
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
expression E, T, Y;
position p;
@@

(
 Y->dma_cleanup(E)@T@p
|
 iommu_device_unuse_default_domain(E)@T@p
)

// Ownership taken and given back with no probe since: devres holds nothing.
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
identifier C =~ "dma_conf|_use_default_domain|^device_(add|register)$";
@@

 \(C(E, ...)\|Y->dma_configure(E)\)
 ... when any
 T@p@q

@script:python@
q << early.q;
@@

if place(q) not in held:
    further.add(place(q))

//----------------------------------------------------------
//  Wrappers of either in this file
//----------------------------------------------------------

@tw depends on t exists@
identifier tf, D;
type TT;
parameter list[tn] ts;
expression X, Y;
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
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
     when != I(D, ...) S
(
 Y->dma_cleanup(D)
|
 iommu_device_unuse_default_domain(D)
)
 ... when any
     when != RF(D, ...)
}

@rw depends on t exists@
identifier rf, D;
type TT;
parameter list[rn] rs;
expression X, Y;
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
@@

rf(rs, TT D, ...)
{
 ... when any
     when != D = X
     when != iommu_device_unuse_default_domain(D)
     when != Y->dma_cleanup(D)
     when != C(..., D, ...)
     when != D->bus->dma_configure
     when != Y->dma_configure(D)
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
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
@@

 T@p@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
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
R << d.R;
T << t.T;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << d.pp;
q << d.q;
R << d.R;
T << t.T;
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
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
@@

 T@p@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
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
R << dw.R;
T << t.T;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << dw.pp;
q << dw.q;
R << dw.R;
T << t.T;
@@

tell_org(p, q, T, R)

@wd depends on tw exists@
identifier tw.tf;
expression list[tw.tn] ts;
expression E, T;
identifier RF =~ "^(devres_release_(all|group)|device_(del|unregister|driver_detach|release_driver.*))$";
expression R;
position pp, q;
expression X, Y;
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
@@

 tf(ts, E, ...)@T@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
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
R << wd.R;
T << wd.T;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << wd.pp;
q << wd.q;
R << wd.R;
T << wd.T;
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
identifier C =~ "dma_conf|_use_default_domain|really_probe|_attach";
iterator I;
statement S;
@@

 tf(ts, E, ...)@T@pp
 ... when != E = X
     when != C(..., E, ...)
     when != E->bus->dma_configure
     when != Y->dma_configure(E)
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
R << ww.R;
T << ww.T;
@@

tell_report(p, q, T, R)

@script:python depends on org@
p << ww.pp;
q << ww.q;
R << ww.R;
T << ww.T;
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
