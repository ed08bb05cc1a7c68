namespace Waziup.Ngsi.Tests.Architecture.Fakes;

public sealed record ApiRecord(string Name, IReadOnlyList<string?>? Notes);
