namespace Consensoor.Spec.Config;

/// <summary>Names what is wrong with a configuration file.</summary>
public enum ConfigErrorKind
{
    TooLarge,
    Syntax,
    NotAMapping,
    TooManyKeys,
    TooDeep,
    DuplicateKey,

    /// <summary>The text has a second YAML document; which of them counts is not for the reader to guess.</summary>
    SeveralDocuments,

    /// <summary>The text uses an anchor, an alias, a tag or a merge key, which a flat list of keys has no use for.</summary>
    NotPlain,

    /// <summary>The text is a mapping, and not one of its keys is a configuration's.</summary>
    NotAConfiguration,
    UnknownPreset,
    BadValue,
    PresetConflict,

    /// <summary>A fork is scheduled before the one it follows, or without it.</summary>
    ForkOrder,

    /// <summary>Two forks have one version, so that a state does not say which of them it is of.</summary>
    ForkVersion,

    /// <summary>Entries of a schedule are out of order, or come before their fork.</summary>
    Schedule,
}
