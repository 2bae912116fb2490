/** Passwords of twelve and more characters that are guessed first, without spaces and signs; knows nothing else. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `
  password1234 password12345 password123456 passwordpassword motdepasse123 motdepasse1234 motdepassemotdepasse
  monmotdepasse adminadmin123 administrator administrator1 administrateur administrateur1 changemenow123 changeme1234
  changemeplease letmeinplease letmein12345 welcome12345 welcome123456 bienvenue123 bienvenue1234 azertyuiop123
  qwertyuiop123 qwertyuiop1234 qwerty123456 qwerty1234567 azerty123456 azerty1234567 iloveyou1234 iloveyou12345
  iloveyouforever jetaime12345 jetaimemonamour monamourpourtoujours soleilsoleil football1234 baseball1234
  superman1234 batman123456 dragon123456 monkey123456 princess1234 sunshine1234 trustno1trustno1 1q2w3e4r5t6y
  1q2w3e4r5t6y7u 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6 qazwsxedcrfv zaq12wsxcde3
  abcd12345678 abc123456789 a1b2c3d4e5f6 aa1234567890 test12345678 testtesttest testpassword secret123456
  secretsecret supersecret123 thisisapassword mypassword123 mypassword1234 passwort1234 passwort12345
  contrasena123 contrasena1234 whatever1234 starwars1234 pokemon123456 minecraft1234 liverpool1234 chelsea12345
  marseille1234 parisparis123 france123456 france1998france correcthorsebatterystaple unknown12345
  qwertyqwerty azertyazerty 123qweasdzxc 123qwe123qwe computer1234 internet1234 samsung12345 google123456
  facebook1234 summer2024summer winter2024winter password2023 password2024 password2025 password2026
  bonjour12345 bonjourbonjour doudoudoudou chouchou1234 loulou123456 nicolas12345 camille12345 carillon1234
  carilloncarillon changethispassword defaultpassword temporarypassword passw0rd1234 passw0rd12345
  `
    .trim()
    .split(/\s+/),
);
