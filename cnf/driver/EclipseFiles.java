import aQute.bnd.build.Project;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** Project files of Eclipse: for Bndtools, which knows the class paths itself, and for JDT alone, of which VS Code's Java is made. */
final class EclipseFiles {
    private static final String JAVA = "org.eclipse.jdt.launching.JRE_CONTAINER/"
            + "org.eclipse.jdt.internal.debug.ui.launcher.StandardVMType/JavaSE-";
    /** Where the IDE compiles to if it does not build the bundles, too: ./build has folders of its own. */
    private static final String OUTPUT = ".ide/";

    private EclipseFiles() {}

    /** Bndtools builds what ./build does, into the same folders. */
    static void bndtools(Collection<Project> projects, Map<Path, String> files) throws Exception {
        files.put(Path.of("cnf/.project"), description("cnf", true));
        files.put(Path.of("cnf/.classpath"), classpath("""
                	<classpathentry kind="con" path="aQute.bnd.classpath.container"/>
                	<classpathentry kind="con" path="%s"/>
                	<classpathentry kind="output" path="bin"/>
                """.formatted(JAVA + 25)));
        for (Project project : projects) {
            common(project, true, files);
            StringBuilder entries = new StringBuilder();
            line(entries, "kind=\"con\" path=\"aQute.bnd.classpath.container\"");
            sources(project, "", entries);
            files.put(Path.of(project.getName(), ".classpath"), classpath(entries.toString()));
        }
    }

    static void plain(Path into, Collection<Project> projects, Map<Path, String> files) throws Exception {
        Path settings = Path.of(".vscode/settings.json");
        if (!into.resolve(settings).toFile().exists()) { // somebody's own
            files.put(settings, """
                    {
                      "java.import.maven.enabled": false,
                      "java.import.gradle.enabled": false,
                      "java.configuration.updateBuildConfiguration": "automatic",
                      "files.encoding": "utf8"
                    }
                    """);
        }
        for (Project project : projects) {
            common(project, false, files);
            StringBuilder entries = new StringBuilder();
            sources(project, OUTPUT, entries);
            for (Ide.Entry entry : Ide.path(project)) {
                String where = entry.project() != null ? "combineaccessrules=\"false\" kind=\"src\" path=\"/" + entry.project()
                        : "kind=\"var\" path=\"M2_REPO/" + entry.jar();
                if (entry.testOnly()) {
                    entries.append("\t<classpathentry ").append(where).append("\">\n\t\t<attributes>\n\t\t\t"
                            + "<attribute name=\"test\" value=\"true\"/>\n\t\t</attributes>\n\t</classpathentry>\n");
                } else {
                    line(entries, where + "\"");
                }
            }
            files.put(Path.of(project.getName(), ".classpath"), classpath(entries.toString()));
        }
    }

    private static void common(Project project, boolean bnd, Map<Path, String> files) {
        String release = project.getProperty("javac.target");
        files.put(Path.of(project.getName(), ".project"), description(project.getName(), bnd));
        files.put(Path.of(project.getName(), ".settings/org.eclipse.core.resources.prefs"),
                "eclipse.preferences.version=1\nencoding/<project>=UTF-8\n");
        files.put(Path.of(project.getName(), ".settings/org.eclipse.jdt.core.prefs"), """
                eclipse.preferences.version=1
                org.eclipse.jdt.core.compiler.codegen.targetPlatform=%1$s
                org.eclipse.jdt.core.compiler.compliance=%1$s
                org.eclipse.jdt.core.compiler.release=enabled
                org.eclipse.jdt.core.compiler.source=%1$s
                """.formatted(release));
    }

    private static void sources(Project project, String output, StringBuilder entries) throws Exception {
        line(entries, "kind=\"con\" path=\"" + JAVA + project.getProperty("javac.target") + "\"");
        String bin = output + project.getSrcOutput().getName();
        if (Ide.hasSources(project)) {
            line(entries, "kind=\"src\" output=\"" + bin + "\" path=\"src\"");
        }
        if (Ide.tests(project) != null) {
            entries.append("\t<classpathentry kind=\"src\" output=\"").append(output).append(project.getTestOutput().getName())
                    .append("\" path=\"").append(Ide.tests(project)).append("\">\n\t\t<attributes>\n\t\t\t"
                            + "<attribute name=\"test\" value=\"true\"/>\n\t\t</attributes>\n\t</classpathentry>\n");
        }
        line(entries, "kind=\"output\" path=\"" + bin + "\"");
    }

    private static void line(StringBuilder entries, String attributes) {
        entries.append("\t<classpathentry ").append(attributes).append("/>\n");
    }

    private static String classpath(String entries) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<classpath>\n" + entries + "</classpath>\n";
    }

    private static String description(String name, boolean bnd) {
        String builder = bnd ? "\t\t<buildCommand>\n\t\t\t<name>bndtools.core.bndbuilder</name>\n\t\t\t<arguments>\n"
                + "\t\t\t</arguments>\n\t\t</buildCommand>\n" : "";
        String nature = bnd ? "\t\t<nature>bndtools.core.bndnature</nature>\n" : "";
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <projectDescription>
                	<name>%s</name>
                	<comment></comment>
                	<projects>
                	</projects>
                	<buildSpec>
                		<buildCommand>
                			<name>org.eclipse.jdt.core.javabuilder</name>
                			<arguments>
                			</arguments>
                		</buildCommand>
                %s	</buildSpec>
                	<natures>
                		<nature>org.eclipse.jdt.core.javanature</nature>
                %s	</natures>
                </projectDescription>
                """.formatted(name, builder, nature);
    }
}
