package mptcp.templates;

import java.util.Arrays;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** The name of a bundle, its folder and its package; its last part is the policy's. */
record PolicyName(String bundle) {
    private static final Pattern LEGAL = Pattern.compile("[a-z][a-z0-9]*(\\.[a-z][a-z0-9]*)*");
    private static final String BUILTIN = "builtin";

    /** @throws IllegalArgumentException that says what is wrong with it */
    static PolicyName of(String text) {
        if (!LEGAL.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' cannot name a bundle and its package: lower-case letters"
                    + " and digits, parts separated by dots, such as my.sched");
        }
        Arrays.stream(text.split("\\.")).filter(SourceVersion::isKeyword).findFirst().ifPresent(keyword -> {
            throw new IllegalArgumentException("'" + text + "' cannot name a package: '" + keyword
                    + "' is a keyword of Java");
        });
        if (text.startsWith("java.")) {
            throw new IllegalArgumentException("'" + text + "' cannot name a package: those of java are not loaded from"
                    + " bundles");
        }
        PolicyName name = new PolicyName(text);
        if (name.policy().equals(BUILTIN)) {
            throw new IllegalArgumentException("'" + BUILTIN + "' is the name of the core's own policies");
        }
        return name;
    }

    String policy() {
        return bundle.substring(bundle.lastIndexOf('.') + 1);
    }

    String className() {
        return Character.toUpperCase(policy().charAt(0)) + policy().substring(1);
    }

    String folder() {
        return bundle.replace('.', '/');
    }
}
