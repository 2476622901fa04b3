namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>
/// Counts what became of the messages of an interchange. Added: kept now, and were not before. Known: were kept before. Bound: not kept,
/// since newer ones fill a key's history, but at or below the floor that stands for what was dropped.
/// </summary>
public readonly record struct ImportCount(int Keys, int Added, int Known, int Bound);
