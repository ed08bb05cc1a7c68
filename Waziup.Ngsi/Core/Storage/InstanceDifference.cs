using Waziup.Ngsi.JsonLd;
using Waziup.Ngsi.Model;

namespace Waziup.Ngsi.Storage;

/// <summary>One attribute instance that a change has made, changed or taken away.</summary>
/// <param name="Name">The expanded name of the attribute.</param>
/// <param name="Kind">Created, Updated or Deleted.</param>
/// <param name="Before">Where the instance was; null where it is new.</param>
/// <param name="BeforeIndex">Its position there.</param>
/// <param name="AfterIndex">Its position in the entity as it is now; negative where it is gone.</param>
internal readonly record struct InstanceDifference(Iri Name, ChangeKind Kind, Entity? Before, int BeforeIndex, int AfterIndex);
