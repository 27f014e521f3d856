package mptcp.core.mp.policy;

import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** A logger whose lines begin with a text of their own: who of many speaks. */
final class PolicyLog extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;

    private final transient Logger to;
    private final String prefix;

    PolicyLog(Logger to, String prefix) {
        this.to = to;
        this.prefix = prefix;
        name = to.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(Level level, Marker marker, String pattern, Object[] arguments, Throwable cause) {
        String line = prefix + MessageFormatter.basicArrayFormat(pattern, arguments);
        to.makeLoggingEventBuilder(level).setCause(cause).log(line);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return to.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return to.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return to.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return to.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return to.isErrorEnabled();
    }
}
