package mptcp.conformance.mp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mptcp.api.socket.StackFactory;
import mptcp.core.loop.Stacks;
import mptcp.testkit.Drill;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/**
 * How many methods of the core a byte passes from the application's write, on a thread of its own, to the link, which is what
 * somebody has to read who wants to know the path. Counted in the running code: where the byte, or the word that there is
 * one, has come a step further, the methods on the stack are noted.
 */
public class HopsTest {
    private static final String CORE = "mptcp.core.";
    /** As many as there are; where it can be fewer, this goes down with it. */
    private static final int MOST = 37;

    /** Where the bytes, or the word that there are some, have come a step further. */
    private static final Set<String> STEPS = Set.of("ByteRing.put", "AppNotes.push", "LoopListed.markDirty", "PolicySet.select",
            "TxMaps.add", "SubflowOutput.contiguous", "MptcpWriter.dss", "DataReceiver.window", "OutSegment.write",
            "ByteRing.get", "OutSegment.seal", "LinkTable.flush");
    private static final Set<String> PATH = Collections.synchronizedSet(new LinkedHashSet<>());
    private static volatile boolean counting;

    /** Called by the core's methods. */
    public static void entered(String method) {
        if (counting && STEPS.contains(method)) {
            List<String> frames = StackWalker.getInstance().walk(all -> all
                    .filter(f -> f.getClassName().startsWith(CORE) && !f.getMethodName().startsWith("lambda$"))
                    .map(f -> f.getClassName().substring(f.getClassName().lastIndexOf('.') + 1) + "." + f.getMethodName())
                    .toList());
            PATH.addAll(frames.reversed());
        }
    }

    /** Loads the core's classes once more, with a call at the beginning of each method. */
    private static final class Telling extends ClassLoader {
        Telling() {
            super(HopsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!name.startsWith(CORE)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> known = findLoadedClass(name);
                return known != null ? known : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = telling(in.readAllBytes());
                return defineClass(name, bytes, 0, bytes.length, Stacks.class.getProtectionDomain());
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private static byte[] telling(byte[] bytes) {
        ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                java.lang.classfile.ClassHierarchyResolver.ofResourceParsing(HopsTest.class.getClassLoader())));
        ClassModel c = file.parse(bytes);
        String type = c.thisClass().asInternalName();
        String simple = type.substring(type.lastIndexOf('/') + 1);
        return file.transformClass(c, (builder, element) -> {
            if (element instanceof MethodModel m && hasCode(m)) {
                builder.transformMethod(m, java.lang.classfile.MethodTransform.transformingCode(
                        first(simple + "." + m.methodName().stringValue())));
            } else {
                builder.with(element);
            }
        });
    }

    private static CodeTransform first(String name) {
        return new CodeTransform() {
            @Override
            public void atStart(CodeBuilder b) {
                b.ldc(name).invokestatic(ClassDesc.of(HopsTest.class.getName()), "entered",
                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
            }

            @Override
            public void accept(CodeBuilder b, CodeElement e) {
                b.with(e);
            }
        };
    }

    private static boolean hasCode(MethodModel m) {
        CodeModel code = m.code().orElse(null);
        String name = m.methodName().stringValue();
        return code != null && !name.startsWith("<") && !name.startsWith("lambda$")
                ;
    }

    @Test
    void fromTheWriteToTheLink() throws Exception {
        StackFactory factory = (StackFactory) new Telling().loadClass(Stacks.class.getName()).getConstructor().newInstance();
        assertTrue(factory.getClass() != Stacks.class);
        try (Drill d = Mp.drill(1).factory(factory).open()) {
            Sock s = Mp.server(d);
            s.write(100); // the first finds memory that is not there yet
            assertEquals(1, d.skip().size());
            counting = true;
            Thread writer = Thread.ofPlatform().start(() -> s.write(100)); // and turns the loop after it
            writer.join();
            counting = false;
            assertEquals(1, d.skip().size());
        }
        assertTrue(PATH.size() > 20, () -> "the path was seen: " + PATH);
        assertTrue(PATH.size() <= MOST, () -> PATH.size() + " methods: " + PATH);
    }
}
