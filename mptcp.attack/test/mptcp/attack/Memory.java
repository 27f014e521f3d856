package mptcp.attack;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What the process holds: its heap after a collection, and what Java code allocated outside it, as the JVM's native memory
 * tracking counts it.
 *
 * @param heap bytes
 * @param outside bytes; 0 where native memory tracking is off
 */
record Memory(long heap, long outside) {
    private static final Pattern OTHER = Pattern.compile("-\\s+Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    static Memory now() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return new Memory(runtime.totalMemory() - runtime.freeMemory(), outsideNow());
    }

    /** The bytes of arenas and direct buffers alone: costs no collection. */
    static long outsideNow() {
        try {
            Object told = ManagementFactory.getPlatformMBeanServer().invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"), "vmNativeMemory",
                    new Object[] {new String[] {"summary"}}, new String[] {String[].class.getName()});
            Matcher other = OTHER.matcher(String.valueOf(told));
            return other.find() ? Long.parseLong(other.group(1)) << 10 : 0;
        } catch (JMException e) {
            throw new IllegalStateException("the JVM does not tell its native memory", e);
        }
    }

    Memory since(Memory before) {
        return new Memory(heap - before.heap, outside - before.outside);
    }

    /** As a cell of the table. */
    String text() {
        return megabytes(heap) + " heap, " + megabytes(outside) + " native";
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%+.1f MB", bytes / 1e6);
    }
}
