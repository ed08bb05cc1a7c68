using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Where the keys of pseudonyms and of noise are kept: not where the data is.</summary>
public interface IPolicyKeys
{
    /// <summary>The secret of a tenant: 32 random bytes, the same each time, on all nodes. A new one makes all pseudonyms meaningless.</summary>
    ReadOnlyMemory<byte> SecretOf(TenantId tenant);

    /// <summary>The secret of the noise in what a tenant tells: it never changes, since the mean of several draws has less noise than one.</summary>
    ReadOnlyMemory<byte> NoiseSecretOf(TenantId tenant);
}
