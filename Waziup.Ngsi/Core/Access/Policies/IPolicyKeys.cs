using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Access.Policies;

/// <summary>Where the keys of pseudonyms are kept: not where the data is.</summary>
public interface IPolicyKeys
{
    /// <summary>The secret of a tenant: 32 random bytes, the same each time, on all nodes. A new one makes all pseudonyms meaningless.</summary>
    ReadOnlyMemory<byte> SecretOf(TenantId tenant);
}
