using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Waziup.Ngsi.Json;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>What units have in one period, of which each counts once however much it has.</summary>
/// <param name="Attribute">The expanded name of the attribute.</param>
/// <param name="Group">Which of them are taken together.</param>
/// <param name="Start">When the period begins.</param>
/// <param name="Period">How long it is, in ISO 8601.</param>
/// <param name="Points">The sum of the points of their means (<see cref="Lattice.IndexOf(decimal)"/>).</param>
/// <param name="Units">How many have something.</param>
internal readonly record struct UnitCell(string Attribute, string Group, Instant Start, string Period, Int128 Points, long Units);

/// <summary>What is told of such a period.</summary>
/// <param name="Mean">Within the bounds.</param>
/// <param name="Units">How many units there are, about.</param>
internal readonly record struct UnitAnswer(decimal Mean, long Units);

/// <summary>Adds noise to the mean and the number of units, so that one unit more or less, with all it has, shows at most by a factor of <c>e^ε</c> in the chances of an answer.</summary>
/// <remarks>
/// <para>Half of ε is for the sum of the means, counted from the middle of the range, of which one unit changes it by half the range; half for how many units there are,
/// which one changes by 1. What is told is made of these two alone.</para>
/// <para>The same values have the same answer each time, on all nodes; other values have other noise.</para>
/// <para><b>Not</b> hidden by it: who is in several groups or periods is told of in each, and their ε add up; that there is anybody, where anything is told.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
internal sealed class NoisyUnits
{
    private const int Middle = Lattice.Last / 2;

    // Half of ε, in thousandths: ε/2000.
    private const int TwoThousand = 2000;

    private readonly byte[] _key;
    private readonly int _epsilon;

    /// <param name="secret">32 random bytes of the tenant.</param>
    /// <param name="publisher">What the answers are published by.</param>
    /// <param name="lattice">Where means may lie.</param>
    /// <param name="epsilon">In thousandths, from 1: how much an answer may tell.</param>
    public NoisyUnits(ReadOnlySpan<byte> secret, string publisher, Lattice lattice, int epsilon)
    {
        ArgumentNullException.ThrowIfNull(lattice);
        ArgumentOutOfRangeException.ThrowIfLessThan(epsilon, 1);
        _key = new byte[HMACSHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, _key, [], Encoding.UTF8.GetBytes($"waziup noise of units 1|{publisher}"));
        (Lattice, _epsilon) = (lattice, epsilon);
    }

    /// <summary>Where means lie; the sums of their points are asked about.</summary>
    public Lattice Lattice { get; }

    /// <summary>What is told of a period; null where the number with its noise is below a threshold, so that nothing is.</summary>
    /// <param name="cell">What units have.</param>
    /// <param name="least">The threshold, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too many units, or not of this sum.</exception>
    public UnitAnswer? Of(UnitCell cell, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, 1);
        var units = Int128.Min(cell.Units + Draw("units", cell, 1), Lattice.MaxCount);
        if (units < least)
            return null;
        var fromMiddle = cell.Points - ((Int128)cell.Units * Middle) + Draw("sum", cell, Middle);
        // The sum as of so many units as are told: what is added to them lies in the middle.
        var points = Int128.Clamp(fromMiddle + (units * Middle), 0, units * Lattice.Last);
        return new UnitAnswer(Lattice.Mean(points, (long)units), (long)units);
    }

    /// <summary>Noise for a number that one unit changes by so much at most.</summary>
    private Int128 Draw(string what, UnitCell cell, int change) =>
        DiscreteLaplace.Draw(new RandomBits(_key, ContextOf(what, cell)), (long)change * TwoThousand, _epsilon);

    /// <summary>All that makes an answer another one; each of its two numbers has noise of its own.</summary>
    private byte[] ContextOf(string what, UnitCell cell)
    {
        Lattice.Check(cell.Points, cell.Units);
        // The scale and the bounds too: of two draws of one chance with two scales the sum could be computed.
        string[] parts =
        [
            what, cell.Attribute, cell.Group, Whole(cell.Start.Micros), cell.Period, Whole(cell.Points), Whole(cell.Units),
            Lattice.Plain(Lattice.Lowest), Lattice.Plain(Lattice.Highest), Whole(_epsilon),
        ];
        return Parts.Join(parts);
    }

    private static string Whole(Int128 number) => number.ToString(CultureInfo.InvariantCulture);
}
