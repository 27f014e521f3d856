package mptcp.core.mp.path;

import java.util.function.BooleanSupplier;

/** The memory of a host, as its connections meet it. Loop thread only. */
public interface HostMemory {
    /** Memory is scarce: windows do not grow. */
    boolean scarce();

    /** A connection goes on without its application. @return false if there are too many of them */
    boolean admitOrphan();

    void orphanGone();

    /** Memory that an application is copying just now is to be given back: tried again, each turn, until it succeeds. */
    void release(BooleanSupplier attempt);
}
