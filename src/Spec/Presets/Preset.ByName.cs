namespace Consensoor.Spec.Presets;

public sealed partial record Preset
{
    /// <summary>The built-in preset that a configuration's PRESET_BASE names, or null.</summary>
    public static Preset? ByName(string name) => name switch
    {
        "mainnet" => Mainnet,
        "minimal" => Minimal,
        _ => null,
    };
}
