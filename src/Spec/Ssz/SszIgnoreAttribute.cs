namespace Consensoor.Spec.Ssz;

/// <summary>Keeps a property of a container out of its SSZ form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SszIgnoreAttribute : Attribute;
