package mptcp.interop;

/** What our stack is; the kernel is the other. */
enum Role {
    CLIENT,
    SERVER
}
