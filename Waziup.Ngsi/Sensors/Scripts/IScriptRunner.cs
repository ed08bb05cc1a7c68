using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Sensors.Scripts;

/// <summary>Carries out scripts of codecs where they can harm nobody.</summary>
/// <remarks>Many may use one at once. A script never makes it throw: what goes wrong in one is told in the result.</remarks>
public interface IScriptRunner
{
    /// <summary>Carries out one call of one script; nothing of it is left for the next call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancel">Ends the wait for a turn.</param>
    /// <exception cref="NgsiLdException">Overloaded: no script can be carried out now, but perhaps later.</exception>
    ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel);
}
