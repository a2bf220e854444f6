static int foo_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int ret;

	ret = configure(dev);
	if (ret)
		return ret;
	dmam_alloc(dev, 4);
	ret = dev->driver->probe(pdev);
	if (ret < 0 && ret != -EPROBE_DEFER)
		goto fail;
	switch (ret) {
	case 1 ... 2:
		break;
	default:
		down(dev);
	}
	return 0;
fail:
	down(dev);
	release_all(dev);
	return ret;
}

static void lower(struct device *d, void *data)
{
	list_for_each_entry(p, &d->list, node)
		set_ops(d, NULL);
	do {
		d->ops = NULL;
	} while (0);
}

static void foo_remove(struct platform_device *pdev)
{
	struct foo *priv = platform_get_drvdata(pdev);

	priv->dev = &pdev->dev;
#ifdef CONFIG_X
	lower(&pdev->dev, priv);
#elif defined(Y)
	kfree(priv->dev->map);
#else
	clk_disable(priv->clk);
#endif
	release_all(container_of(pdev, struct foo, bar)->dev[i++]);
}

static struct platform_driver foo_driver = {
	.probe = foo_probe,
	.driver = { .remove = foo_remove, },
};
