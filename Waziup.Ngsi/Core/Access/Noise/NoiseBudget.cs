using System.Collections.Immutable;
using Waziup.Ngsi.Json;
using Waziup.Ngsi.Query;

namespace Waziup.Ngsi.Access.Noise;

/// <summary>How much may be told of an attribute of an entity.</summary>
/// <param name="Epsilon">In thousandths, for all answers of a window together.</param>
/// <param name="Per">How long a window is; they follow each other from 2020-01-01 UTC.</param>
internal readonly record struct NoiseBudget(int Epsilon, Period Per);

/// <summary>What has become of a charge.</summary>
/// <param name="MayBeTold">For each answer, in the order asked, whether it may be told.</param>
/// <param name="Until">Where something is withheld: when the window ends, and more may be told. None where nothing is.</param>
internal sealed record NoiseCharge(ImmutableArray<bool> MayBeTold, Instant Until);
