namespace Consensoor.Interop.Keys.SlashingProtection;

/// <summary>The history of keys in the interchange format of EIP-3076, version 5.</summary>
public sealed record Interchange(Root GenesisValidatorsRoot, IReadOnlyList<KeyHistory> Data)
{
    /// <summary>The only `interchange_format_version` that is read and written.</summary>
    public const string FormatVersion = "5";
}
