#define F(d) down(d)
#define G(d, x) do { F(d); release_all(d); } while (0)
void f(struct device *dev)
{
	F(dev);
	G(dev, 1);
}
