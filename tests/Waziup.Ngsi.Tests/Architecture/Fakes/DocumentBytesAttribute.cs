namespace Waziup.Ngsi.Tests.Architecture.Fakes;

/// <summary>Stands for the core's own mark: the scan goes by its name.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Field)]
sealed class DocumentBytesAttribute : Attribute;
