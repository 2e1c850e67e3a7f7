; The setup program: for one person, without administrator's rights, in the system's language.
; makensis gets from windows/setup.py: PROGRAM, PUBLISHER, LICENCE, MEDIA_TYPE, VERSION, VERSION_OF_FOUR, FILES, ICON,
; BOOK_ICON, PICTURES, OUT, and one of LZMA or FAST; AMD64 for a setup program of 64 bits; SIGNER, where a certificate
; is given, is what signs the program that removes the program.
Unicode true
!ifdef AMD64
  Target amd64-unicode
!endif
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "TextFunc.nsh"
!include "WinVer.nsh"
!include "x64.nsh"
!insertmacro un.TrimNewLines

!define OWN_KEY "Software\${PROGRAM}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${PROGRAM}"
!define BOOK_KEY "Software\Classes\${PROGRAM}.Book"
!define ENDING_KEY "Software\Classes\.cbook"
!define OLDEST_BUILD 18362  ; Windows 10 version 1903: the first with what Qt needs
!define STILL_OPEN 5
!define TOO_OLD 6
!define HONG_KONG 3076
!define MACAU 5124
!define SINGAPORE 4100

Name "$(Name)"
OutFile "${OUT}"
BrandingText "${PROGRAM} ${VERSION}"
InstallDir "$LOCALAPPDATA\Programs\${PROGRAM}"
InstallDirRegKey HKCU "${OWN_KEY}" "InstallDir"
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
AllowSkipFiles off
VIProductVersion "${VERSION_OF_FOUR}"
!macro Information language name
  VIAddVersionKey /LANG=${language} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${language} "ProductName" "${name}"
  VIAddVersionKey /LANG=${language} "FileDescription" "${name} ${VERSION}"
  VIAddVersionKey /LANG=${language} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${language} "LegalCopyright" "${PUBLISHER}, ${LICENCE}"
!macroend
!insertmacro Information 1033 "Counterbook"
!insertmacro Information 2052 "掌柜账本"
!insertmacro Information 1028 "掌櫃帳本"
!ifdef SIGNER
  !uninstfinalize '${SIGNER} "%1"' = 0
!endif

; ---- what is seen

Var Books
Var WasHere

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PICTURES}/welcome.bmp"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${PICTURES}/welcome.bmp"
!define MUI_HEADERIMAGE
!define MUI_HEADERIMAGE_RIGHT
!define MUI_HEADERIMAGE_BITMAP "${PICTURES}/header.bmp"
!define MUI_HEADERIMAGE_UNBITMAP "${PICTURES}/header.bmp"
!define MUI_CUSTOMFUNCTION_GUIINIT ShowTraditional
!define MUI_CUSTOMFUNCTION_UNGUIINIT un.ShowTraditional
!define MUI_ABORTWARNING

!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(Welcome)"
!insertmacro MUI_PAGE_WELCOME
!define MUI_PAGE_CUSTOMFUNCTION_PRE SkipWhenHere
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE RefuseUnwritable
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}.exe"
!define MUI_FINISHPAGE_RUN_TEXT "$(RunNow)"
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(BeforeRemoving)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TEXT "$(Removed)$\r$\n$\r$\n$Books"
!insertmacro MUI_UNPAGE_FINISH

; The first is for all other languages.
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_LANGUAGE "TradChinese"
!include /CHARSET=UTF8 "texts/English.nsh"
!include /CHARSET=UTF8 "texts/SimpChinese.nsh"
!include /CHARSET=UTF8 "texts/TradChinese.nsh"

; The tall picture has the program's name in it; this comes after the usual one was unpacked, and over it.
!macro ShowTraditional un
Function ${un}ShowTraditional
  ${If} $LANGUAGE = ${LANG_TRADCHINESE}
    File "/oname=$PLUGINSDIR\modern-wizard.bmp" "${PICTURES}/welcome-traditional.bmp"
  ${EndIf}
FunctionEnd
!macroend
!insertmacro ShowTraditional ""
!insertmacro ShowTraditional "un."

; ---- before anything is done

!include "running.nsh"
!include "books.nsh"
!include "${FILES}"
!insertmacro RefuseWhileOpen ""
!insertmacro RefuseWhileOpen "un."

Function .onInit
  ; Chinese of Hong Kong and Macau is written as in Taiwan, that of Singapore as in China.
  System::Call "kernel32::GetUserDefaultUILanguage() i .r0"
  ${If} $0 = ${HONG_KONG}
  ${OrIf} $0 = ${MACAU}
    StrCpy $LANGUAGE ${LANG_TRADCHINESE}
  ${ElseIf} $0 = ${SINGAPORE}
    StrCpy $LANGUAGE ${LANG_SIMPCHINESE}
  ${EndIf}
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_OK|MB_ICONSTOP "$(TooOld)" /SD IDOK
    SetErrorLevel ${TOO_OLD}
    Quit
  ${EndIf}
  StrCpy $WasHere 0
  IfFileExists "$INSTDIR\${PROGRAM}.exe" 0 +2
    StrCpy $WasHere 1
FunctionEnd

Function un.onInit
  ReadRegStr $0 HKCU "${OWN_KEY}" "Language"
  StrCmp $0 "" +2
    StrCpy $LANGUAGE $0
FunctionEnd

Function SkipWhenHere
  StrCmp $WasHere 1 0 +2
    Abort
FunctionEnd

Function RefuseUnwritable
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $0 "$INSTDIR\may-i-write.tmp" w
  IfErrors 0 writable
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(NoPlace)" /SD IDOK
    Abort
  writable:
  FileClose $0
  Delete "$INSTDIR\may-i-write.tmp"
FunctionEnd

; ---- installing

; The shortcuts of the version before, whose names may be another language's. $R8 is 1 when the one on the desktop was
; taken away by its owner, who does not want it back.
Function RemoveOldShortcuts
  StrCpy $R8 0
  ReadRegStr $0 HKCU "${OWN_KEY}" "Desktop"
  ${If} $0 != ""
    IfFileExists "$0" +2
      StrCpy $R8 1
    Delete "$0"
  ${EndIf}
  ReadRegStr $0 HKCU "${OWN_KEY}" "StartMenu"
  ${If} $0 != ""
    Delete "$0\*.lnk"
    RMDir "$0"
  ${EndIf}
FunctionEnd

Section
  Call RefuseWhileOpen
  SetOutPath "$INSTDIR"
  ; The version before stays until the new one is whole.
  RMDir /r "$INSTDIR\before"
  CreateDirectory "$INSTDIR\before"
  Rename "$INSTDIR\_internal" "$INSTDIR\before\_internal"
  Rename "$INSTDIR\${PROGRAM}.exe" "$INSTDIR\before\${PROGRAM}.exe"
  !insertmacro ProgramFiles
  SetOutPath "$INSTDIR"
  File /oname=book.ico "${BOOK_ICON}"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  RMDir /r "$INSTDIR\before"

  Call RemoveOldShortcuts
  CreateDirectory "$SMPROGRAMS\$(Name)"
  CreateShortcut "$SMPROGRAMS\$(Name)\$(Name).lnk" "$INSTDIR\${PROGRAM}.exe"
  CreateShortcut "$SMPROGRAMS\$(Name)\$(Remove).lnk" "$INSTDIR\uninstall.exe"
  ${If} $R8 = 0
    CreateShortcut "$DESKTOP\$(Name).lnk" "$INSTDIR\${PROGRAM}.exe"
  ${EndIf}
  WriteRegStr HKCU "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${OWN_KEY}" "Language" "$LANGUAGE"
  WriteRegStr HKCU "${OWN_KEY}" "StartMenu" "$SMPROGRAMS\$(Name)"
  WriteRegStr HKCU "${OWN_KEY}" "Desktop" "$DESKTOP\$(Name).lnk"

  WriteRegStr HKCU "${ENDING_KEY}" "" "${PROGRAM}.Book"
  WriteRegStr HKCU "${ENDING_KEY}" "Content Type" "${MEDIA_TYPE}"
  WriteRegStr HKCU "${BOOK_KEY}" "" "$(BookType)"
  WriteRegStr HKCU "${BOOK_KEY}\DefaultIcon" "" "$INSTDIR\book.ico"
  WriteRegStr HKCU "${BOOK_KEY}\shell\open\command" "" '"$INSTDIR\${PROGRAM}.exe" --book "%1"'
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "$(Name)"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM}.exe"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" "$0"
SectionEnd

; A disk that is full, a click on Cancel: back to what was there.
Function .onInstFailed
  SetOutPath "$TEMP"
  IfFileExists "$INSTDIR\before\${PROGRAM}.exe" 0 nothing
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\${PROGRAM}.exe"
    Rename "$INSTDIR\before\_internal" "$INSTDIR\_internal"
    Rename "$INSTDIR\before\${PROGRAM}.exe" "$INSTDIR\${PROGRAM}.exe"
    RMDir "$INSTDIR\before"
    MessageBox MB_OK|MB_ICONSTOP "$(Failed)" /SD IDOK
    Return
  nothing:
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${PROGRAM}.exe"
  Delete "$INSTDIR\book.ico"
  RMDir "$INSTDIR\before"
  RMDir "$INSTDIR"
FunctionEnd

; ---- removing: the program and its traces in the system; no book, and not what its owner prefers

Section "Uninstall"
  Call un.RefuseWhileOpen
  Call un.ReadBooks
  SetOutPath "$TEMP"
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\before"  ; of an upgrade in which the computer stopped
  Delete "$INSTDIR\${PROGRAM}.exe"
  Delete "$INSTDIR\book.ico"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"

  ReadRegStr $0 HKCU "${OWN_KEY}" "Desktop"
  StrCmp $0 "" +2
    Delete "$0"
  ReadRegStr $0 HKCU "${OWN_KEY}" "StartMenu"
  ${If} $0 != ""
    Delete "$0\*.lnk"
    RMDir "$0"
  ${EndIf}
  ReadRegStr $0 HKCU "${ENDING_KEY}" ""
  StrCmp $0 "${PROGRAM}.Book" 0 +2
    DeleteRegKey HKCU "${ENDING_KEY}"
  DeleteRegKey HKCU "${BOOK_KEY}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "${OWN_KEY}"
  System::Call "shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)"

  ${If} $Books == ""
    StrCpy $Books "$(BooksUnknown)"
  ${Else}
    StrCpy $Books "$(BooksHere)$\r$\n$Books"
  ${EndIf}
  DetailPrint "$(Removed)"
  DetailPrint "$Books"
SectionEnd
