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
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.reflect.AccessFlag;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
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

    /** What can be written into by who has it. */
    private static final Set<String> COLLECTIONS = Set.of("Ljava/util/List;", "Ljava/util/ArrayList;", "Ljava/util/Map;",
            "Ljava/util/HashMap;", "Ljava/util/LinkedHashMap;", "Ljava/util/TreeMap;", "Ljava/util/Set;", "Ljava/util/HashSet;",
            "Ljava/util/LinkedHashSet;", "Ljava/util/TreeSet;", "Ljava/util/Collection;", "Ljava/util/Deque;", "Ljava/util/ArrayDeque;",
            "Ljava/util/Queue;", "Ljava/util/PriorityQueue;", "Ljava/util/EnumMap;", "Ljava/util/BitSet;");

    /** Who gives away what nobody can write into, which the type of the field does not say. */
    private static final Set<String> IMMUTABLE = Set.of("mptcp/core/mp/ConnectionView.settings gives away merged"); // a Map.copyOf

    private static final List<ClassModel> CLASSES = new ArrayList<>();
    private static final Map<String, ClassModel> BY_NAME = new HashMap<>();

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        Path root = Path.of(Stacks.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        assertTrue(Files.isDirectory(root), root + " is the folder of core's classes");
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(f -> f.toString().endsWith(".class")).forEach(f -> CLASSES.add(parse(f)));
        }
        CLASSES.forEach(c -> BY_NAME.put(name(c), c));
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

    /** It runs with the API and a logging facade beside it, whatever its jar would carry: what serves last depends on nobody. */
    @Test
    void theCoreNeedsNothingButTheApi() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            for (PoolEntry entry : c.constantPool()) {
                if (entry instanceof ClassEntry used && used.asInternalName().startsWith("mptcp/")
                        && !used.asInternalName().startsWith(ROOT) && !used.asInternalName().startsWith("mptcp/api/")) {
                    wrong.add(name(c) + " -> " + used.asInternalName());
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

    /** A field has one owner: its class, with those nested in it. Classes that extend it are others. */
    @Test
    void nobodyWritesAnothersField() {
        Set<String> wrong = new TreeSet<>();
        eachFieldInstruction((c, f) -> {
            boolean ours = declaring(f).startsWith(ROOT); // what is made to be extended elsewhere has its own rules
            if (isWrite(f) && ours && !outermost(declaring(f)).equals(outermost(name(c)))) {
                wrong.add(name(c) + " -> " + declaring(f) + "." + f.name().stringValue());
            }
        });
        assertEquals(Set.of(), wrong);
    }

    /** Whoever has an array or a collection of another could write into it. */
    @Test
    void nobodyReachesIntoAnothersArrayOrCollection() {
        Set<String> wrong = new TreeSet<>();
        eachFieldInstruction((c, f) -> {
            if (!isWrite(f) && holdsElements(f.type().stringValue()) && !outermost(declaring(f)).equals(outermost(name(c)))) {
                wrong.add(name(c) + " -> " + declaring(f) + "." + f.name().stringValue());
            }
        });
        assertEquals(Set.of(), wrong);
    }

    /** A method that others may call returns no array or collection that a field holds; records hold what they were given. */
    @Test
    void nobodyGivesAwayHisArrayOrCollection() {
        Set<String> wrong = new TreeSet<>();
        for (ClassModel c : CLASSES) {
            if (!hasOwners(c) || isRecord(c)) {
                continue;
            }
            for (MethodModel method : c.methods()) {
                FieldInstruction last = null;
                for (CodeElement each : method.code().map(CodeModel::elementList).orElse(List.of())) {
                    if (each instanceof FieldInstruction f) {
                        last = isWrite(f) ? null : f;
                    } else if (each instanceof ReturnInstruction && last != null && holdsElements(last.type().stringValue())
                            && !method.flags().has(AccessFlag.PRIVATE)) {
                        wrong.add(name(c) + "." + method.methodName().stringValue() + " gives away " + last.name().stringValue());
                    } else if (each instanceof Instruction) {
                        last = null;
                    }
                }
            }
        }
        assertEquals(IMMUTABLE, wrong);
    }

    private static void eachFieldInstruction(BiConsumer<ClassModel, FieldInstruction> what) {
        for (ClassModel c : CLASSES) {
            if (!hasOwners(c)) {
                continue;
            }
            for (MethodModel method : c.methods()) {
                for (CodeElement each : method.code().map(CodeModel::elementList).orElse(List.of())) {
                    if (each instanceof FieldInstruction f) {
                        what.accept(c, f);
                    }
                }
            }
        }
    }

    private static boolean hasOwners(ClassModel c) {
        return packageOf(name(c)).equals("tcp") || packageOf(name(c)).equals("mp") || packageOf(name(c)).startsWith("mp/");
    }

    private static boolean isRecord(ClassModel c) {
        return c.superclass().map(ClassEntry::asInternalName).orElse("").equals("java/lang/Record");
    }

    /** Whose the field is: an instruction names the class through which it is reached, which may only have inherited it. */
    private static String declaring(FieldInstruction f) {
        String owner = f.owner().asInternalName();
        while (true) {
            ClassModel c = BY_NAME.get(owner);
            if (c == null || c.fields().stream().anyMatch(each -> each.fieldName().equalsString(f.name().stringValue()))) {
                return owner;
            }
            owner = c.superclass().map(ClassEntry::asInternalName).orElseThrow();
        }
    }

    private static boolean holdsElements(String descriptor) {
        return descriptor.startsWith("[") || COLLECTIONS.contains(descriptor);
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
