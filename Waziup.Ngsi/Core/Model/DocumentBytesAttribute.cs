namespace Waziup.Ngsi.Model;

/// <summary>Marks what hands out an entity's bytes; only Model, Storage and Rendering may call it (a test looks).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
internal sealed class DocumentBytesAttribute : Attribute;
