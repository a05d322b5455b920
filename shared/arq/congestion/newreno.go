package congestion

// maxWindow bounds every window, so that no arithmetic overflows.
const maxWindow = 1 << 30
