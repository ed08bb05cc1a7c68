using Waziup.Ngsi.Access;

namespace Waziup.Ngsi.AspNetCore.Rates;

/// <summary>Whose requests are counted together: those of a key, of a person, or of an address from which somebody unknown asks.</summary>
internal readonly record struct CallerMark(string? Key, string? Subject, string? Issuer, RemoteAddress From)
{
    public static CallerMark Of(Caller caller, RemoteAddress from) => caller switch
    {
        { Key: { } key } => new CallerMark(key, null, null, default),
        { Subject: { } subject } => new CallerMark(null, subject, caller.Issuer, default),
        _ => new CallerMark(null, null, null, from),
    };
}
