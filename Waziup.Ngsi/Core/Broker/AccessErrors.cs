using Waziup.Ngsi.Access;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Broker;

/// <summary>Refusals that depend on the caller alone, never on what is stored.</summary>
internal static class AccessErrors
{
    /// <summary>Ends the request of a caller to whom the right gives nothing.</summary>
    /// <exception cref="NgsiLdException">Unauthorized for somebody unknown, else Forbidden.</exception>
    public static void CheckAny(Grant grant, Caller caller)
    {
        if (grant.IsNothing)
            throw Refused(caller);
    }

    public static NgsiLdException Refused(Caller caller) => new(caller.Subject is null && caller.Key is null
        ? NgsiLdErrors.Unauthorized("say who you are; somebody unknown may not do this here")
        : NgsiLdErrors.Forbidden("no rule lets you do this here"));
}
