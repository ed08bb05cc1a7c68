using Microsoft.AspNetCore.Http;
using Waziup.Ngsi.Broker;
using Waziup.Ngsi.Federation;
using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.AspNetCore;

/// <summary>One request on its way through an operation: what was asked, checked and decoded, and where the answer goes.</summary>
internal sealed class Exchange(HttpContext http, ContextBroker broker, Route route, string[] values) : IIncomingRequest
{
    // Of all sources together; those behind them add their own.
    private const int MaxWarnings = 64;
    private int _warnings;

    public HttpContext Http => http;

    public ContextBroker Broker => broker;

    /// <summary>What large answers may take together.</summary>
    public required ByteBudget Answers { get; init; }

    public Route Route => route;

    public Parameters Parameters { get; set; } = Parameters.None;

    /// <summary>The form of the answer that was negotiated.</summary>
    public MediaType Accept { get; set; }

    public Call Call { get; set; } = null!;

    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The entity that the path names.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where it is no URI.</exception>
    public EntityId EntityId => EntityId.TryParse(values[0], out var id)
        ? id : throw NgsiLdErrors.Bad("the id in the path is missing or not an absolute URI");

    /// <summary>The values of the path, as they are.</summary>
    public IReadOnlyList<string> Values => values;

    /// <summary>The first value of the path, as it is.</summary>
    public string Value => values[0];

    /// <summary>Whether the path leaves a value empty.</summary>
    public bool IsEmpty(int index) => values[index].Length == 0;

    /// <summary>The instance that the path names.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where it is no URI.</exception>
    public string InstanceId => EntityId.TryParse(values[2], out _)
        ? values[2] : throw NgsiLdErrors.Bad("the instanceId in the path is missing or not an absolute URI");

    /// <summary>The attribute that the path names; the scope where that is allowed.</summary>
    public Iri Attribute(bool allowScope = false)
    {
        var name = System.Text.Encoding.UTF8.GetBytes(values[1]);
        if (allowScope && values[1] == "scope")
            return Model.Core.Scope;
        return InstanceReader.Expand(name, Call.Terms);
    }

    /// <summary>The address under which the client reaches this broker, such as <c>http://host:1026</c>.</summary>
    public string Origin => $"{http.Request.Scheme}://{http.Request.Host}";

    /// <summary>Whether system times are asked for.</summary>
    public bool WantsSystemTimes => Array.IndexOf(Parameters.Options(Route), "sysAttrs") >= 0;

    /// <summary>The types that the entity must have; null for any.</summary>
    public Filter? Selection => Parameters["type"] is { } type ? TypeParser.Parse(type, Call.Terms) : null;

    string IIncomingRequest.Method => http.Request.Method;

    string IIncomingRequest.Path => RequestHead.RawPath(http)[(NgsiLdApplicationBuilderExtensions.Root.Length + 1)..];

    IReadOnlyList<(string Name, string Value)> IIncomingRequest.Parameters => Parameters.All;

    string? IIncomingRequest.Header(string name) => http.Request.Headers[name] is { Count: > 0 } values ? values.ToString() : null;

    // Several sources are asked at the same time.
    void IIncomingRequest.Warn(string warning)
    {
        lock (http)
        {
            if (_warnings++ < MaxWarnings)
                http.Response.Headers.Append("NGSILD-Warning", warning);
        }
    }
}
