package mptcp.templates;

import java.util.ArrayList;
import java.util.List;

/** How a project is laid out, and by what it is built. */
enum Layout {
    /** A bundle project of the workspace, built by {@code ./mptcp}. */
    WORKSPACE("workspace", "src/", "test/", """

            Next: ./mptcp test @bundle@      compiles it and runs its tests
                  ./mptcp build @bundle@     makes @bundle@/generated/@bundle@.jar
            @bundle@/README.md tells how to use it in a running shell.""",
            List.of("bnd.bnd", "README.md")),
    /** A project of Maven's, anywhere, which depends on what {@code ./mptcp publish} puts into a repository. */
    MAVEN("maven", "src/main/java/", "src/test/java/", """

            Next: ./mptcp publish            once: what it depends on, into the local Maven repository
                  mvn package                in its folder: compiles it, runs its tests, makes target/@bundle@.jar
            Its README.md tells how to use it in a running shell.""",
            List.of("pom.xml", "README.md", "gitignore"));

    private final String templates;
    private final String source;
    private final String test;
    private final String next;
    private final List<String> files;

    Layout(String templates, String source, String test, String next, List<String> files) {
        this.templates = templates;
        this.source = source;
        this.test = test;
        this.next = next;
        this.files = files;
    }

    /** The files of a project: template and target, whose place-holders are those of the contents. */
    List<Template> templates(Kind kind) {
        String main = source + "@folder@/";
        String tests = test + "@folder@/";
        List<Template> all = new ArrayList<>();
        files.forEach(file -> all.add(new Template(templates + "/" + file, file.equals("gitignore") ? ".gitignore" : file)));
        all.addAll(List.of(new Template("all/package-info.java", main + "package-info.java"),
                new Template(kind.label() + "/Policy.java", main + "@Name@.java"),
                new Template(kind.label() + "/Factory.java", main + "@Name@Factory.java"),
                new Template(kind.label() + "/Test.java", tests + "@Name@Test.java"),
                new Template("all/SimulationTest.java", tests + "@Name@SimulationTest.java")));
        return all;
    }

    /** What to tell whoever has it now, with place-holders. */
    String next() {
        return next;
    }

    /** Where its sources are. */
    String source() {
        return source;
    }
}
