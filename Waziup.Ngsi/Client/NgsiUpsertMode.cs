namespace Waziup.Ngsi.Client;

/// <summary>What an upsert does with an entity that is there already (5.6.8).</summary>
public enum NgsiUpsertMode
{
    /// <summary>It becomes what is sent; attributes that are not sent go.</summary>
    Replace,

    /// <summary>Attributes that are sent are written, the others stay.</summary>
    Update,
}
