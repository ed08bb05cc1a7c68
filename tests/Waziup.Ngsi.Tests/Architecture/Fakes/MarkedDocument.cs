namespace Waziup.Ngsi.Tests.Architecture.Fakes;

/// <summary>Something with bytes that only friends may read: as property, field, method and generic method.</summary>
sealed class MarkedDocument<T>
{
    [DocumentBytes]
    internal byte[] Field = [];

    [DocumentBytes]
    internal ReadOnlyMemory<byte> Document => new byte[1];

    internal static int Length => 1;

    [DocumentBytes]
    internal byte[] Copy() => new byte[1];

    [DocumentBytes]
    internal TOther As<TOther>(TOther value) => value;
}
