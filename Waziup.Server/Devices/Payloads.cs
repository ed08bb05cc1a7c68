using System.Globalization;
using Waziup.Ngsi.AspNetCore;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Model;
using Waziup.Ngsi.Sensors;
using Waziup.Ngsi.Sensors.Bridge;
using Waziup.Ngsi.Sensors.Codecs;

namespace Waziup.Server.Devices;

/// <summary>Reads what devices send over HTTP, whole or not at all.</summary>
internal sealed class Payloads(DeviceBridge bridge)
{
    /// <summary>The parameter that says on which port a device has sent, for codecs that are scripts.</summary>
    public const string Port = "fPort";

    private const string AnyBytes = "application/octet-stream";

    private readonly CodecRegistry _codecs = CodecRegistry.Standard();

    /// <summary>Reads what is sent to the address of one sensor.</summary>
    public static JsonCodec OneSensor { get; } = JsonCodec.OfOneSensor();

    /// <summary>Reads what is sent of a device that names no codec, where nothing else says how.</summary>
    public static JsonCodec OfDevice { get; } = JsonCodec.OfDevice();

    /// <summary>What a payload tells, by its media type, or by the codec that the device names where that is <c>application/octet-stream</c>.</summary>
    /// <exception cref="NgsiLdException">BadRequestData for what cannot be read, also in part; 415 where nobody knows how.</exception>
    public async ValueTask<Decoded> ReadAsync(HostRequest request, string device, Instant now, CancellationToken cancel)
    {
        var port = PortOf(request);
        return Named(_codecs.FindByMediaType(request.ContentType)?.Decode(request.Body.Span, now) ?? await NamedAsync(request, device, now, port, cancel));
    }

    /// <summary>What was read to its end, where all of it says which sensor it is of.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static Decoded Named(Decoded decoded) => Whole(decoded).Any(reading => reading.Sensor.Length == 0)
        ? throw Bad("a value alone does not say which sensor it is of; send it to the address of one, or as {\"sensor\":value}") : decoded;

    /// <summary>What was read, where it was read to its end.</summary>
    /// <exception cref="NgsiLdException">BadRequestData.</exception>
    public static IReadOnlyList<Reading> Whole(Decoded decoded) => decoded.Error is { } error
        ? throw Bad(Text(error)) : decoded.Readings;

    /// <summary>An error, with its place where it has one.</summary>
    public static string Text(CodecError error) => error.Offset is { } offset ? $"{error.Message} (at byte {offset})" : error.Message;

    /// <summary>BadRequestData.</summary>
    public static NgsiLdException Bad(string detail) => new(NgsiLdErrors.BadRequestData(detail));

    /// <summary>A name in a path.</summary>
    /// <exception cref="NgsiLdException">BadRequestData where it is empty.</exception>
    public static string Named(string name) => name.Length > 0 ? name : throw Bad("a name in the path is empty");

    private async ValueTask<Decoded> NamedAsync(HostRequest request, string device, Instant now, int? port, CancellationToken cancel)
    {
        if (!request.ContentType.StartsWith(AnyBytes, StringComparison.OrdinalIgnoreCase))
            throw Unknown($"no codec reads '{request.ContentType}'; there are {string.Join(", ", _codecs.Codecs.Select(codec => codec.MediaType).Distinct())}, and {AnyBytes} for devices that name their codec");
        if (await bridge.CodecOfAsync(request.Tenant, request.Caller, Named(device), cancel) is not { } name)
            throw Unknown($"the device names no codec, so {AnyBytes} could be anything");
        return await bridge.DecodeAsync(request.Tenant, request.Caller, name, request.Body, now, port, cancel)
            ?? throw Unknown($"there is no codec {name}, which the device names; there are {string.Join(", ", _codecs.Codecs.Select(codec => codec.Name))}, and scripts that are put");
    }

    private static int? PortOf(HostRequest request) => !request.Parameters.TryGetValue(Port, out var told) ? null
        : byte.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : throw Bad($"the parameter '{Port}' is a number from 1 to 255");

    private static NgsiLdException Unknown(string detail) =>
        new(NgsiLdErrors.InvalidRequest(detail) with { Title = "Unsupported media type", Status = StatusCodes.Status415UnsupportedMediaType });
}
