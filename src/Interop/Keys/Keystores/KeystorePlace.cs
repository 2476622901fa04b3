namespace Consensoor.Interop.Keys.Keystores;

/// <summary>
/// A keystore's file and where its password may be, the likeliest first: the first that is there is taken. Where there is none, the
/// password is in no file.
/// </summary>
public sealed record KeystorePlace(string File, IReadOnlyList<string> Passwords);
