package mptcp.core;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import mptcp.core.loop.Stacks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of core, and who may read a clock, as docs/architecture.md says. */
class ArchitectureTest {
    private static final String ROOT = "mptcp/core/";

    /** What each package may use of the others. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            entry("mib", Set.of()),
            entry("wire", Set.of()),
            entry("time", Set.of()),
            entry("buffer", Set.of()),
            entry("tcp", Set.of("mib", "wire", "time", "buffer")),
            entry("mp/data", Set.of("mib", "wire", "time", "buffer")),
            entry("mp/policy", Set.of("mib")),
            entry("mp/path", Set.of("mib", "wire", "time", "buffer", "tcp", "mp/data", "mp/policy")),
            entry("mp/output", Set.of("mib", "wire", "time", "buffer", "tcp", "mp/data", "mp/policy", "mp/path")),
            entry("mp/life", Set.of("mib", "wire", "time", "buffer", "tcp", "mp/data", "mp/policy", "mp/path", "mp/output")),
            entry("mp", Set.of("mib", "wire", "time", "buffer", "tcp", "mp/data", "mp/policy", "mp/path", "mp/output",
                    "mp/life")),
            entry("policy", Set.of("mib", "mp", "mp/policy")),
            entry("loop", Set.of("mib", "wire", "time", "buffer", "tcp", "mp", "mp/data", "mp/policy", "mp/path", "mp/life",
                    "policy")),
            entry("osgi", Set.of("loop")));

    private static final Set<String> CLOCKS = Set.of("java/lang/System.nanoTime", "java/lang/System.currentTimeMillis",
            "java/lang/Thread.sleep", "java/time/Instant.now", "java/lang/Math.random",
            "java/util/concurrent/ThreadLocalRandom.current");

    private static final List<ClassModel> CLASSES = new ArrayList<>();

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        Path root = Path.of(Stacks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertTrue(Files.isDirectory(root), root + " is the folder of core's classes");
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(f -> f.toString().endsWith(".class")).forEach(f -> CLASSES.add(parse(f)));
        }
        assertTrue(CLASSES.size() > 80, "found " + CLASSES.size() + " classes in " + root);
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(ClassModel c) {
        return c.thisClass().asInternalName();
    }

    private static String packageOf(String internalName) {
        String rest = internalName.substring(ROOT.length());
        return rest.contains("/") ? rest.substring(0, rest.lastIndexOf('/')) : "";
    }

    @Test
    void packagesUseOnlyThoseBelowThem() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            String from = packageOf(name(c));
            assertTrue(ARROWS.containsKey(from), "the arrows of package " + from + " are written down");
            for (PoolEntry entry : c.constantPool()) {
                if (entry instanceof ClassEntry used && used.asInternalName().startsWith(ROOT)) {
                    String to = packageOf(used.asInternalName());
                    if (!to.equals(from) && !ARROWS.get(from).contains(to)) {
                        wrong.add(name(c) + " -> " + used.asInternalName());
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    @Test
    void onlyTheOsgiPackageKnowsTheFramework() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            for (PoolEntry entry : c.constantPool()) {
                if (entry instanceof ClassEntry used && used.asInternalName().startsWith("org/osgi/")
                        && !used.asInternalName().startsWith("org/osgi/annotation/")
                        && !packageOf(name(c)).equals("osgi")) {
                    wrong.add(name(c) + " -> " + used.asInternalName());
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    /** A field has one owner: its class, with those nested in it. */
    @Test
    void nobodyWritesAnothersField() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            if (!packageOf(name(c)).equals("tcp") && !packageOf(name(c)).startsWith("mp")) {
                continue;
            }
            for (MethodModel method : c.methods()) {
                for (CodeElement each : method.code().map(CodeModel::elementList).orElse(List.of())) {
                    if (each instanceof FieldInstruction f && isWrite(f) && !outermost(f.owner().asInternalName()).equals(outermost(name(c)))) {
                        wrong.add(name(c) + " -> " + f.owner().asInternalName() + "." + f.name().stringValue());
                    }
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    private static boolean isWrite(FieldInstruction f) {
        return f.opcode() == Opcode.PUTFIELD || f.opcode() == Opcode.PUTSTATIC;
    }

    private static String outermost(String internalName) {
        int nested = internalName.indexOf('$');
        return nested < 0 ? internalName : internalName.substring(0, nested);
    }

    @Test
    void onlyTheLoopThreadReadsAClock() {
        Set<String> readers = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            for (PoolEntry entry : c.constantPool()) {
                if (entry instanceof MemberRefEntry member
                        && CLOCKS.contains(member.owner().asInternalName() + "." + member.name().stringValue())) {
                    readers.add(name(c));
                }
            }
        }
        assertEquals(Set.of("mptcp/core/loop/LoopThread"), readers);
    }
}
