using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Waziup.Ngsi.Sensors.Registry;

/// <summary>What makes a registered device of a pending one.</summary>
/// <param name="Id">The id of the device.</param>
/// <param name="Changes">What is merged into it: all that the registration says, and the end of what was heard.</param>
/// <param name="Parts">Its sensors and actuators, to be created.</param>
public sealed record DeviceApproval(string Id, JsonObject Changes, ImmutableArray<JsonObject> Parts);
