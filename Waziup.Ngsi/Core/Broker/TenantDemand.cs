namespace Waziup.Ngsi.Broker;

/// <summary>What an operation demands of the tenant it is asked for (4.14).</summary>
internal enum TenantDemand : byte
{
    /// <summary>It is there.</summary>
    Exists,

    /// <summary>Nothing: there is an answer for a tenant that holds nothing yet.</summary>
    Any,

    /// <summary>Nothing: the operation brings it into being.</summary>
    Creates,
}
