package mptcp.simtest;

import java.util.function.Predicate;
import mptcp.io.sim.packet.TcpView;

/** Kinds of segments, to say which are to be lost. */
final class Segments {
    static final int MP_CAPABLE = 0;
    static final int MP_JOIN = 1;
    static final int DSS = 2;
    static final int ADD_ADDR = 3;
    static final int REMOVE_ADDR = 4;
    static final int MP_FASTCLOSE = 7;

    private static final int DATA_FIN = 0x10;
    private static final int ECHO = 0x01;

    private Segments() {}

    static Predicate<TcpView> with(int subtype) {
        return v -> find(v, subtype) >= 0;
    }

    static Predicate<TcpView> syn() {
        return v -> v.has(TcpView.SYN) && !v.has(TcpView.ACK);
    }

    static Predicate<TcpView> synAck() {
        return v -> v.has(TcpView.SYN) && v.has(TcpView.ACK);
    }

    static Predicate<TcpView> notSyn() {
        return v -> !v.has(TcpView.SYN);
    }

    static Predicate<TcpView> dataFin() {
        return v -> find(v, DSS) >= 0 && (v.byteAt(find(v, DSS) + 3) & DATA_FIN) != 0;
    }

    /** An echo of version 1. */
    static Predicate<TcpView> addAddrEcho() {
        return v -> find(v, ADD_ADDR) >= 0 && (v.byteAt(find(v, ADD_ADDR) + 2) & ECHO) != 0;
    }

    /** Where the option begins, from the TCP header on, or -1. */
    private static int find(TcpView v, int subtype) {
        int at = v.option(TcpView.OPTION_MPTCP, 0);
        while (at >= 0 && v.byteAt(at + 2) >>> 4 != subtype) {
            at = v.option(TcpView.OPTION_MPTCP, at + v.optionLength(at));
        }
        return at;
    }
}
