package mptcp.testkit.fault;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;

/** What somebody does who should not. */
public enum Fault {
    /** A checked exception where none is declared. */
    CHECKED,
    RUNTIME,
    ERROR,
    ASSERTION,
    /** A real one: the heap does not have so much. */
    OUT_OF_MEMORY,
    /** A real one. */
    STACK_OVERFLOW,
    LINKAGE,
    SERVICE_CONFIGURATION,
    /** Neither Exception nor Error. */
    BARE_THROWABLE,
    /** An exception that cannot even be printed. */
    UNPRINTABLE;

    /** Else the compiler might see that nobody wants it, and leave the allocation out. */
    static volatile long[] kept;

    /** Commits it. */
    public void commit() throws Throwable {
        switch (this) {
            case CHECKED -> throw new IOException("on purpose");
            case RUNTIME -> throw new IllegalStateException("on purpose");
            case ERROR -> throw new Error("on purpose");
            case ASSERTION -> throw new AssertionError("on purpose");
            case OUT_OF_MEMORY -> kept = new long[Integer.MAX_VALUE - 8];
            case STACK_OVERFLOW -> deep(0);
            case LINKAGE -> throw new NoClassDefFoundError("on/Purpose");
            case SERVICE_CONFIGURATION -> throw new ServiceConfigurationError("on purpose");
            case BARE_THROWABLE -> throw new Throwable("on purpose");
            case UNPRINTABLE -> throw new Unprintable();
        }
    }

    private static int deep(int n) {
        return deep(n + 1) + 1;
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("has no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("cannot be printed");
        }
    }

    /** Answers without sense, or at the ends of their range, that a method may give; none if it answers nothing. */
    public static List<Object> garbage(Method m) {
        List<Object> answers = new ArrayList<>();
        Class<?> type = m.getReturnType();
        if (type == long.class) {
            answers.addAll(List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE, 0x8000_0000L, 0xffff_0000L, 0x7fff_ffff_0000_0000L,
                    0x8000_0000_0000_0001L));
        } else if (type == boolean.class) {
            answers.addAll(List.of(false, true));
        } else if (!type.isPrimitive()) {
            answers.add(null);
            if (type == Object.class) {
                answers.addAll(List.of("of another type", 1L));
            }
        }
        return answers;
    }

    /** Whether an answer is none that could be meant, so that it costs the policy its place. */
    public static boolean isSenseless(Method m, Object answer) {
        boolean noSubflow = m.getName().equals("select") && (((Long) answer & 3) == 0 && (Long) answer != 0 || (Long) answer < 0);
        boolean noTimeout = m.getName().equals("dataTimeoutNs") && (Long) answer <= 0;
        return answer == null || m.getName().equals("create") || noSubflow || noTimeout;
    }
}
