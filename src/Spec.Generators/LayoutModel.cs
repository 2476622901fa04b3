using System.Collections.Generic;

namespace Consensoor.Spec.Generators;

/// <summary>The fields of a container from a fork on, until the next layout.</summary>
internal sealed class LayoutModel(int since, bool isProgressive, List<FieldModel> fields)
{
    public int Since { get; } = since;

    public bool IsProgressive { get; } = isProgressive;

    public List<FieldModel> Fields { get; } = fields;
}
