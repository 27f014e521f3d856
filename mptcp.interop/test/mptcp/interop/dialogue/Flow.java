package mptcp.interop.dialogue;

import java.net.InetAddress;

/** One connection of TCP, or subflow, as the scripted peer knows it. */
final class Flow {
    static final int ISN = 0x1000_0000;
    static final int NONCE = 0x0a0b_0c0d;

    final String name;
    final InetAddress subject;
    final int subjectPort;
    final InetAddress peer;
    final int peerPort;
    int subjectIsn;
    boolean knowsIsn;
    /** The subject's latest timestamp. */
    int timestamp;
    int subjectNonce;

    Flow(String name, InetAddress subject, int subjectPort, InetAddress peer, int peerPort) {
        this.name = name;
        this.subject = subject;
        this.subjectPort = subjectPort;
        this.peer = peer;
        this.peerPort = peerPort;
    }
}
