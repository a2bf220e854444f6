// SPDX-License-Identifier: GPL-2.0
/* Each member is a device of its own. */
static void foo_firmware_device(struct host1x_ctx *ctx)
{
	arch_teardown_dma_ops(&ctx->fw.dev);
	devres_release_all(&ctx->dev);
}
