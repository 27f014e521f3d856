package mptcp.io.raw.libc;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Makes handles of C library functions. Those made by {@link #withErrno} take the memory for errno as first argument;
 * between the function's return and Java's own code nothing can overwrite it there.
 *
 * <p>Pointers to memory that outlives the call for certain are passed as {@code long}: no slices, nothing to allocate.
 */
public final class NativeCalls {
    /** Memory that the handles of {@link #withErrno} write errno to. */
    public static final StructLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

    private static final long ERRNO_OFFSET = ERRNO_LAYOUT.byteOffset(PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();

    private NativeCalls() {}

    public static MethodHandle withErrno(String name, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"));
    }

    /** The same for a function with variable arguments, which some platforms pass differently. */
    public static MethodHandle variadicWithErrno(
            String name, int fixedArguments, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments), Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(fixedArguments));
    }

    public static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... arguments) {
        return handle(name, FunctionDescriptor.of(result, arguments));
    }

    public static int errno(MemorySegment state) {
        return state.get(ValueLayout.JAVA_INT, ERRNO_OFFSET);
    }

    /** For the catch block that {@code invokeExact} demands; the calls themselves throw nothing. */
    public static RuntimeException unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("a native call failed", e);
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        MemorySegment address = LINKER.defaultLookup().find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no function " + name));
        return LINKER.downcallHandle(address, descriptor, options);
    }
}
