package mptcp.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each way in which a class may have a main method, as the java command of JDK 25 takes them. */
final class MainMethodTest {
    private static final List<String> RUN = new ArrayList<>();

    @Test
    void whatJavaWouldRunIsRun() throws Throwable {
        assertEquals("static a", run(Static.class));
        assertEquals("static a", run(Inherits.class));
        assertEquals("object a", run(OfAnObject.class));
        assertEquals("nothing", run(WithoutArguments.class));
        assertEquals("with", run(Both.class));
        assertEquals("interface", run(ByAnInterface.class));
    }

    @Test
    void whatJavaWouldNotRunIsNoMainMethod() {
        for (Class<?> none : List.of(String.class, Private.class, Returns.class, NoConstructor.class)) {
            assertThrows(NoSuchMethodException.class, () -> MainMethod.of(none), none::getName);
        }
    }

    @Test
    void whatTheProgramThrowsIsThrown() {
        assertSame(Throws.ERROR, assertThrows(IllegalStateException.class, () -> run(Throws.class)));
    }

    private static String run(Class<?> type) throws Throwable {
        RUN.clear();
        MainMethod.of(type).run(new String[] {"a"});
        return String.join(",", RUN);
    }

    private static class Static {
        public static void main(String[] args) {
            RUN.add("static " + args[0]);
        }
    }

    private static final class Inherits extends Static {}

    private static final class OfAnObject {
        OfAnObject() {}

        void main(String[] args) {
            RUN.add("object " + args[0]);
        }
    }

    private static final class WithoutArguments {
        WithoutArguments() {}

        void main() {
            RUN.add("nothing");
        }
    }

    private static final class Both {
        static void main() {
            RUN.add("without");
        }

        static void main(String[] args) {
            RUN.add("with");
        }
    }

    private interface HasMain {
        default void main() {
            RUN.add("interface");
        }
    }

    private static final class ByAnInterface implements HasMain {
        ByAnInterface() {}
    }

    private static final class Private {
        @SuppressWarnings("unused")
        private static void main(String[] args) {
            RUN.add("private");
        }
    }

    private static final class Returns {
        static int main(String[] args) {
            return args.length;
        }
    }

    private static final class NoConstructor {
        @SuppressWarnings("unused")
        NoConstructor(int number) {}

        void main() {
            RUN.add("no constructor");
        }
    }

    private static final class Throws {
        static final IllegalStateException ERROR = new IllegalStateException("of the program");

        static void main(String[] args) {
            throw ERROR;
        }
    }
}
