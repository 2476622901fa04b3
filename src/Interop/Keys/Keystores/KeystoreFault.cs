namespace Consensoor.Interop.Keys.Keystores;

/// <summary>Says in one word why a keystore gave no key.</summary>
public enum KeystoreFault
{
    /// <summary>The file is missing, no regular file, or may not be read.</summary>
    Unreadable,

    /// <summary>The file, or what its key derivation costs, is beyond <see cref="KeystoreLimits"/>.</summary>
    TooLarge,

    /// <summary>It is no JSON, or members are missing or malformed.</summary>
    Malformed,

    /// <summary>Its version is not 4.</summary>
    Version,

    /// <summary>It names a function that EIP-2335 does not have.</summary>
    Unsupported,

    /// <summary>There is no file with its password, or that file holds none.</summary>
    NoPassword,

    /// <summary>The checksum does not hold: the password is another, or the file was damaged.</summary>
    WrongPassword,

    /// <summary>What it holds is no secret key of BLS12-381, or that of another public key than it names.</summary>
    OtherKey,

    /// <summary>Another process has the keystore in use, or its lock cannot be taken.</summary>
    Locked,
}
