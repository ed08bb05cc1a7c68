namespace Waziup.Ngsi.Sync.Versions;

/// <summary>What a broker holds of entities, as versions; within one transaction.</summary>
public interface IReplica
{
    /// <summary>When the entity was deleted last; <see cref="Stamp.None"/> for never.</summary>
    Stamp Buried(string entity);

    /// <summary>The latest life of the entity that is known of; <see cref="Stamp.None"/> for none.</summary>
    Stamp Born(string entity);

    /// <summary>The present version of an instance; null for none.</summary>
    ValueVersion? Present(in Slot slot);

    /// <summary>The version at a place in the history; null for none.</summary>
    ValueVersion? Past(in Slot slot, long key);

    /// <summary>Takes an end of the entity over, and with it goes what is present of lives that began no later.</summary>
    void Bury(Tombstone end);

    /// <summary>Puts a version into the history, in the place of the one with its key.</summary>
    void PutPast(ValueVersion version);

    /// <summary>Makes a version the present one.</summary>
    void PutPresent(ValueVersion version);
}
