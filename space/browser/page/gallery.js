export async function mount(panel, app) {}
