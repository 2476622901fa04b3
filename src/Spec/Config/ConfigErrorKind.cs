namespace Consensoor.Spec.Config;

/// <summary>What is wrong with a configuration file.</summary>
public enum ConfigErrorKind
{
    TooLarge,
    Syntax,
    NotAMapping,
    TooManyKeys,
    TooDeep,
    DuplicateKey,
    UnknownPreset,
    BadValue,
    PresetConflict,
}
