SYSCALL_DEFINE3(x, int, a, int, b) { return 0; }
static __always_inline struct device *
get(const struct device *const d __maybe_unused, int (*fn)(void *), char a[]) __acquires(x)
{
	/* don't // */ // drivers/*
	char *s = "a\"\
b", c = '\'';
	if (a) while (b) for (;;) do x(d); while (0); else goto *p;
l:	drv->driver.remove = &get;
	return (struct device *)to_foo(d)->dev;
}
#if 0
{ ( [
#elif A
int g(void) {
#else
int h(void) {
#endif
	scoped_guard(mutex, &m) { give_back(({ int v = d; v; })); }
}
