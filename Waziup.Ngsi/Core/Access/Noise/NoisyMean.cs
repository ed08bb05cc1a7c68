using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>Adds noise to sums for one audience, so that one reading more or less shows at most by a factor of <c>e^ε</c> in the chances of an answer.</summary>
/// <remarks>
/// <para>The same values have the same answer each time, for everybody of the audience, on all nodes: asking again tells nothing more. Other values have other noise.</para>
/// <para>What is told has to be charged first (<see cref="NoiseLedger"/>); <see cref="TagOf"/> says what is one answer.</para>
/// <para><b>Not</b> hidden by it: the owner of many readings (one reading is protected, not all of somebody's); that nothing has changed where answers are equal; how many
/// readings there are. Two audiences have noise of their own, and who is in both can average it.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
internal sealed class NoisyMean
{
    private const int Thousand = 1000;

    private readonly byte[] _key;

    /// <param name="secret">32 random bytes of the tenant.</param>
    /// <param name="audience">For whom.</param>
    /// <param name="lattice">Where values may lie.</param>
    /// <param name="epsilon">In thousandths, from 1: how much an answer may tell.</param>
    public NoisyMean(ReadOnlySpan<byte> secret, string audience, Lattice lattice, int epsilon)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        ArgumentOutOfRangeException.ThrowIfLessThan(epsilon, 1);
        _key = new byte[HMACSHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _key, [], Encoding.UTF8.GetBytes($"waziup noise 1|{audience}"));
        (Lattice, Audience, Epsilon) = (lattice, audience, epsilon);
    }

    /// <summary>For whom.</summary>
    public string Audience { get; }

    /// <summary>Where values lie; the sums of their points are asked about.</summary>
    public Lattice Lattice { get; }

    /// <summary>How much an answer may tell, in thousandths.</summary>
    public int Epsilon { get; }

    /// <summary>What is told of a cell.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no values, too many, or not of this sum.</exception>
    public NoisyAnswer Of(NoisySeries series, NoisyCell cell)
    {
        var context = ContextOf(series, cell);
        var noise = DiscreteLaplace.Draw(new RandomBits(_key, context), (long)Lattice.Last * Thousand, Epsilon);
        var points = Int128.Clamp(cell.Points + noise, 0, (Int128)cell.Count * Lattice.Last);
        return new NoisyAnswer(Lattice.Mean(points, cell.Count), Lattice.Sum(points, cell.Count), cell.Count);
    }

    /// <summary>Names an answer: two with one tag are the same one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no values, too many, or not of this sum.</exception>
    public ulong TagOf(NoisySeries series, NoisyCell cell) =>
        BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(_key, (byte[])[.. ContextOf(series, cell), .. "tag"u8]));

    /// <summary>All that makes an answer another one.</summary>
    private byte[] ContextOf(NoisySeries series, NoisyCell cell)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cell.Count, 1, nameof(cell));
        Lattice.Check(cell.Points, cell.Count);
        // The scale and the bounds too: of two draws of one chance with two scales the sum could be computed.
        string[] parts =
        [
            series.Entity, series.Attribute, series.Dataset ?? "", Whole(cell.Start.Micros), Whole(cell.Generation), Whole(cell.Points), Whole(cell.Count),
            Lattice.Plain(Lattice.Lowest), Lattice.Plain(Lattice.Highest), Whole(Epsilon),
        ];
        return Parts.Join(parts);
    }

    private static string Whole(Int128 number) => number.ToString(CultureInfo.InvariantCulture);
}
